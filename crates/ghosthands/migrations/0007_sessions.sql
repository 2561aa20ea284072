-- Browser sessions: cookies and storage of one site, sealed. One per person and site.
CREATE TABLE gh_browser_sessions (
    id                uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id           uuid NOT NULL,
    -- Registrable domain; nothing of another one is inside.
    domain            text NOT NULL,
    session_data      bytea NOT NULL,
    encryption_key_id varchar(100) NOT NULL,
    expires_at        timestamptz NOT NULL,
    last_used_at      timestamptz,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT gh_browser_sessions_one UNIQUE (user_id, domain)
);
CREATE INDEX gh_browser_sessions_expiry_idx ON gh_browser_sessions (expires_at);
CREATE TRIGGER gh_browser_sessions_touch BEFORE UPDATE ON gh_browser_sessions
    FOR EACH ROW EXECUTE FUNCTION gh_touch_updated_at();
