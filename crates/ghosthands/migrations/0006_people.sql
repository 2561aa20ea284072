-- People in the loop: what a person says is wiped by the database itself, and live sessions.

-- A resolution may hold a code or a password. A job that neither waits nor works has no use for what it
-- asked or was told, whoever ended it, so nothing of it stays.
CREATE FUNCTION gh_wipe_interaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.interaction_data := NULL;
    NEW.interaction_type := NULL;
    NEW.paused_at := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER gh_jobs_wipe_interaction BEFORE UPDATE OF status ON gh_automation_jobs
    FOR EACH ROW WHEN (NEW.status NOT IN ('running', 'paused')) EXECUTE FUNCTION gh_wipe_interaction();

-- Short-lived permissions to see and operate the page of one paused job. Only a digest of the token is stored.
CREATE TABLE gh_live_sessions (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    token_sha256 bytea NOT NULL CONSTRAINT gh_live_sessions_token_key UNIQUE,
    job_id       uuid NOT NULL CONSTRAINT gh_live_sessions_job_fkey REFERENCES gh_automation_jobs (id) ON DELETE CASCADE,
    user_id      uuid NOT NULL,
    -- The claim it was opened under: another worker's page is another page.
    lease_epoch  bigint NOT NULL,
    expires_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX gh_live_sessions_job_idx ON gh_live_sessions (job_id);
CREATE INDEX gh_live_sessions_expiry_idx ON gh_live_sessions (expires_at);
