-- The service: idempotency per person, one meaning for every way in, and the record that rate limits are counted from.

-- A key belongs to the person it was chosen for: nobody can occupy or probe the keys of others.
-- Same name as before, because statements name it. Locks the table for as long as the index takes to build.
ALTER TABLE gh_automation_jobs DROP CONSTRAINT gh_jobs_idempotency_key;
ALTER TABLE gh_automation_jobs ADD CONSTRAINT gh_jobs_idempotency_key UNIQUE (user_id, idempotency_key);

-- Lists of all jobs, newest first, by cursor.
CREATE INDEX gh_jobs_created_idx ON gh_automation_jobs (created_at DESC, id DESC);

-- A row inserted by hand may say in its metadata what the columns are for; it means the same.
CREATE FUNCTION gh_read_metadata() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.valet_task_id := COALESCE(NEW.valet_task_id, NULLIF(NEW.metadata ->> 'valet_task_id', ''));
    NEW.callback_url := COALESCE(NEW.callback_url, NULLIF(NEW.metadata ->> 'callback_url', ''));
    IF NEW.resume_ref IS NULL AND jsonb_typeof(NEW.metadata -> 'resume_ref') = 'object' THEN
        NEW.resume_ref := NEW.metadata -> 'resume_ref';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER gh_jobs_read_metadata BEFORE INSERT ON gh_automation_jobs
    FOR EACH ROW WHEN (NEW.metadata ?| ARRAY['valet_task_id', 'callback_url', 'resume_ref'])
    EXECUTE FUNCTION gh_read_metadata();

-- What a person asked for, for the windows of their limits. Rows older than a day are deleted when they ask again.
CREATE TABLE gh_rate_uses (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id  uuid NOT NULL,
    platform text NOT NULL,
    used_at  timestamptz NOT NULL
);
CREATE INDEX gh_rate_uses_user_idx ON gh_rate_uses (user_id, used_at);
