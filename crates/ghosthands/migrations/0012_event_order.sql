-- A reader resumes after the last number it saw. Numbers drawn before the row is committed can become visible in another
-- order than they were drawn, and the reader would step over one of them. So whoever writes an event of a job holds the
-- row of that job from before the number is drawn until the commit: within a job the numbers become visible in order.

ALTER TABLE gh_job_events ALTER COLUMN seq DROP IDENTITY;
CREATE SEQUENCE gh_job_event_seq OWNED BY gh_job_events.seq;
SELECT setval('gh_job_event_seq', (SELECT COALESCE(max(seq), 0) FROM gh_job_events) + 1, false);
ALTER TABLE gh_job_events ALTER COLUMN seq SET DEFAULT nextval('gh_job_event_seq');

CREATE FUNCTION gh_number_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM gh_automation_jobs WHERE id = NEW.job_id FOR NO KEY UPDATE;
    NEW.seq := nextval('gh_job_event_seq');
    RETURN NEW;
END $$;

-- A change of status is noted by the transaction that changes the row, and so holds it already.
CREATE TRIGGER gh_events_number BEFORE INSERT ON gh_job_events
    FOR EACH ROW WHEN (NEW.event_type <> 'status_change') EXECUTE FUNCTION gh_number_event();

-- Retention looks for old events; they lie in the order they were written.
CREATE INDEX gh_job_events_age_idx ON gh_job_events USING brin (created_at);
