-- What the service counted, and what it warned about.

-- Counters, by minute; older minutes are added up into the slot '-infinity'. Every process adds to them.
CREATE TABLE gh_metrics (
    name   text NOT NULL,
    labels jsonb NOT NULL DEFAULT '{}',
    slot   timestamptz NOT NULL,
    value  double precision NOT NULL,
    PRIMARY KEY (name, labels, slot)
);

-- What happened since it was last added up. Appending needs no lock that another transaction could hold, so counting
-- does not slow the queue; the row is written by the transaction that changes the job.
CREATE TABLE gh_tallies (
    kind    text NOT NULL,
    label   text NOT NULL DEFAULT '',
    seconds double precision,
    at      timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION gh_tally_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO gh_tallies (kind, label) VALUES ('created', NEW.job_type);
    ELSIF NEW.status = 'pending' THEN
        INSERT INTO gh_tallies (kind, label) VALUES ('retried', NEW.job_type);
    ELSE
        INSERT INTO gh_tallies (kind, label, seconds)
        VALUES (NEW.status, COALESCE(NEW.error_code, ''), extract(epoch FROM now() - NEW.started_at));
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER gh_jobs_tally_new AFTER INSERT ON gh_automation_jobs FOR EACH ROW EXECUTE FUNCTION gh_tally_job();
CREATE TRIGGER gh_jobs_tally_change AFTER UPDATE OF status ON gh_automation_jobs FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status
          AND (NEW.status IN ('completed', 'failed', 'cancelled', 'expired')
               OR (NEW.status = 'pending' AND NEW.retry_count > OLD.retry_count)))
    EXECUTE FUNCTION gh_tally_job();

-- The rules look at what ended lately.
CREATE INDEX gh_jobs_completed_idx ON gh_automation_jobs (completed_at) WHERE completed_at IS NOT NULL;

-- Work that one process at a time does for all, and when it was last done.
CREATE TABLE gh_chores (
    name    text PRIMARY KEY,
    done_at timestamptz NOT NULL
);

-- One row from the moment a rule's condition holds until it no longer does. It is announced once.
CREATE TABLE gh_alerts (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    rule         text NOT NULL,
    severity     text NOT NULL,
    state        text NOT NULL DEFAULT 'pending',
    message      text NOT NULL,
    value        double precision NOT NULL,
    threshold    double precision NOT NULL,
    since        timestamptz NOT NULL DEFAULT now(),
    triggered_at timestamptz,
    cleared_at   timestamptz,
    -- What the webhook was told last: the state it got.
    announced    text,
    announce_attempts int NOT NULL DEFAULT 0,
    CONSTRAINT gh_alerts_severity_check CHECK (severity IN ('warning', 'critical')),
    -- pending: the condition holds, but not yet as long as the rule asks.
    CONSTRAINT gh_alerts_state_check CHECK (state IN ('pending', 'firing', 'cleared'))
);
CREATE UNIQUE INDEX gh_alerts_one_live ON gh_alerts (rule, severity) WHERE state <> 'cleared';
CREATE INDEX gh_alerts_time_idx ON gh_alerts (since DESC);
