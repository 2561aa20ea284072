-- The names of the posting that an attempt was made to, so that the same job is recognised through
-- another address. Backfilled from the canonical name; locks gh_submit_attempts against writes meanwhile.

CREATE TABLE gh_posting_aliases (
    attempt_id uuid NOT NULL CONSTRAINT gh_aliases_attempt_fkey REFERENCES gh_submit_attempts (id) ON DELETE CASCADE,
    user_id    uuid NOT NULL,
    alias      text NOT NULL,
    -- A strong alias is this job for sure; the others are its employer and title.
    is_strong  boolean NOT NULL,
    -- With employer and title: the place, empty when not said.
    place      text NOT NULL DEFAULT '',
    -- The attempt stands in the way of another one. Kept by gh_attempts_alias_life.
    is_live    boolean NOT NULL,
    CONSTRAINT gh_aliases_pkey PRIMARY KEY (attempt_id, alias, is_strong)
);
-- Applying twice is refused here, whichever door it comes through.
CREATE UNIQUE INDEX gh_aliases_one_live ON gh_posting_aliases (user_id, alias) WHERE is_strong AND is_live;
CREATE INDEX gh_aliases_alike_idx ON gh_posting_aliases (user_id, alias) WHERE NOT is_strong AND is_live;

INSERT INTO gh_posting_aliases (attempt_id, user_id, alias, is_strong, is_live)
SELECT id, user_id, posting_key, true, status IN ('armed', 'in_flight', 'confirmed', 'unknown') FROM gh_submit_attempts;

CREATE FUNCTION gh_alias_life() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE gh_posting_aliases SET is_live = NEW.status IN ('armed', 'in_flight', 'confirmed', 'unknown')
    WHERE attempt_id = NEW.id;
    RETURN NEW;
END $$;
CREATE TRIGGER gh_attempts_alias_life AFTER UPDATE OF status ON gh_submit_attempts
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION gh_alias_life();
