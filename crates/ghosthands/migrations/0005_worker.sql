-- Several jobs per worker, and a claim whose cost does not grow with the table.
-- Locks gh_automation_jobs while its indexes over unfinished rows are built.

ALTER TABLE gh_worker_registry
    ADD COLUMN max_concurrent_jobs int NOT NULL DEFAULT 1,
    -- Jobs it holds; current_job_id is one of them.
    ADD COLUMN current_job_ids uuid[] NOT NULL DEFAULT '{}',
    -- Where its status server answers.
    ADD COLUMN status_url text,
    -- Somebody asked it to claim nothing more. Taken back by registering anew.
    ADD COLUMN drain_requested_at timestamptz;

CREATE FUNCTION gh_notify_drain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('gh_worker_drain', NEW.worker_id);
    RETURN NULL;
END $$;
CREATE TRIGGER gh_workers_drain AFTER UPDATE OF drain_requested_at ON gh_worker_registry
    FOR EACH ROW WHEN (OLD.drain_requested_at IS NULL AND NEW.drain_requested_at IS NOT NULL)
    EXECUTE FUNCTION gh_notify_drain();

-- A row whose time has not come is in an index of its own, so that no claim steps over it. A predicate cannot name
-- now(): a claim that finds such a row due turns the mark off.
ALTER TABLE gh_automation_jobs ADD COLUMN is_deferred boolean NOT NULL DEFAULT false;
UPDATE gh_automation_jobs SET is_deferred = true WHERE scheduled_at > now() AND status IN ('pending', 'queued');

CREATE FUNCTION gh_mark_deferred() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.is_deferred := COALESCE(NEW.scheduled_at > now(), false);
    RETURN NEW;
END $$;
CREATE TRIGGER gh_jobs_defer_new BEFORE INSERT ON gh_automation_jobs
    FOR EACH ROW WHEN (NEW.scheduled_at IS NOT NULL) EXECUTE FUNCTION gh_mark_deferred();
CREATE TRIGGER gh_jobs_defer BEFORE UPDATE OF scheduled_at ON gh_automation_jobs
    FOR EACH ROW WHEN (NEW.scheduled_at IS DISTINCT FROM OLD.scheduled_at) EXECUTE FUNCTION gh_mark_deferred();

-- Each claimable row is in one of the first three; a claimed or finished one is in none of them.
DROP INDEX gh_jobs_claim_idx, gh_jobs_scheduled_idx, gh_jobs_target_worker_idx;
CREATE INDEX gh_jobs_open_idx ON gh_automation_jobs (priority, created_at)
    WHERE status IN ('pending', 'queued') AND worker_id IS NULL AND NOT is_deferred
      AND (target_worker_id IS NULL OR worker_affinity = 'any');
CREATE INDEX gh_jobs_targeted_idx ON gh_automation_jobs (target_worker_id, priority, created_at)
    WHERE status IN ('pending', 'queued') AND worker_id IS NULL AND NOT is_deferred AND target_worker_id IS NOT NULL;
CREATE INDEX gh_jobs_deferred_idx ON gh_automation_jobs (scheduled_at)
    WHERE status IN ('pending', 'queued') AND worker_id IS NULL AND is_deferred;
CREATE INDEX gh_jobs_preferred_idx ON gh_automation_jobs (target_worker_id, priority, created_at)
    WHERE status IN ('pending', 'queued') AND worker_id IS NULL AND NOT is_deferred AND target_worker_id IS NOT NULL
      AND worker_affinity = 'preferred';

-- The heartbeat is in no index, so that beating touches none.
DROP INDEX gh_jobs_heartbeat_idx;
CREATE INDEX gh_jobs_held_idx ON gh_automation_jobs (worker_id) WHERE status IN ('queued', 'running', 'paused');

-- Events of a job are found by job and number; nothing looks for a type across jobs.
DROP INDEX gh_job_events_type_idx;

-- Being claimed is told together with what follows it, which is moments later: one notification less for every job,
-- and notifications make commits wait for each other.
CREATE OR REPLACE FUNCTION gh_notify_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('gh_job_event', NEW.job_id::text);
    RETURN NULL;
END $$;
DROP TRIGGER gh_events_notify ON gh_job_events;
CREATE TRIGGER gh_events_notify AFTER INSERT ON gh_job_events
    FOR EACH ROW WHEN (NEW.to_status IS DISTINCT FROM 'queued') EXECUTE FUNCTION gh_notify_event();

-- A job that has to wait for its time wakes nobody.
DROP TRIGGER gh_jobs_created ON gh_automation_jobs;
CREATE TRIGGER gh_jobs_created AFTER INSERT ON gh_automation_jobs
    FOR EACH ROW WHEN (NEW.status IN ('pending', 'queued') AND NOT NEW.is_deferred) EXECUTE FUNCTION gh_notify_new_job();

CREATE OR REPLACE FUNCTION gh_log_status_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO gh_job_events (job_id, event_type, from_status, to_status, message, actor)
    VALUES (NEW.id, 'status_change', OLD.status, NEW.status, NEW.status_message, COALESCE(NEW.worker_id, 'system'));
    IF NEW.status = 'cancelled' THEN
        PERFORM pg_notify('gh_job_cancel', NEW.id::text);
        PERFORM pg_notify('gh_job_cancel_' || NEW.id::text, NEW.id::text);
    -- A job that becomes claimable again wakes the workers as a new one does.
    ELSIF NEW.status = 'pending' AND NOT NEW.is_deferred THEN
        PERFORM pg_notify('gh_job_created', json_build_object('id', NEW.id)::text);
    END IF;
    RETURN NULL;
END $$;

-- Whether a worker that is meant by this name takes jobs.
CREATE FUNCTION gh_worker_takes_jobs(p_name text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM gh_worker_registry w
        WHERE (w.worker_id = p_name OR w.target_worker_id = p_name) AND w.status = 'active'
          AND w.last_heartbeat > now() - interval '2 minutes')
$$;

-- Claims the next job for a worker. Order: targeted at me, then priority (1 is most urgent), then age. A row that a
-- worker already owns is not a candidate. A strict job is for its target only; a preferred one for anybody once its
-- target is gone or drains. Every step is one probe of an index that holds claimable rows only, whatever the planner
-- believes of a table that has just grown: hence the settings.
CREATE OR REPLACE FUNCTION gh_pickup_next_job(p_worker_id text) RETURNS SETOF gh_automation_jobs
LANGUAGE plpgsql SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
    v_due      boolean;
    v_targeted boolean;
    v_alias    text;
    v_job      uuid;
    v_priority int;
    v_created  timestamptz;
BEGIN
    SELECT EXISTS (SELECT 1 FROM gh_automation_jobs
                   WHERE status IN ('pending', 'queued') AND worker_id IS NULL AND is_deferred AND scheduled_at <= now()),
           EXISTS (SELECT 1 FROM gh_automation_jobs
                   WHERE status IN ('pending', 'queued') AND worker_id IS NULL AND NOT is_deferred
                     AND target_worker_id IS NOT NULL)
    INTO v_due, v_targeted;

    IF v_due THEN
        UPDATE gh_automation_jobs SET is_deferred = false
        WHERE id IN (
            SELECT id FROM gh_automation_jobs
            WHERE status IN ('pending', 'queued') AND worker_id IS NULL AND is_deferred AND scheduled_at <= now()
            ORDER BY scheduled_at LIMIT 100 FOR UPDATE SKIP LOCKED);
        v_targeted := true;
    END IF;

    IF v_targeted THEN
        SELECT target_worker_id INTO v_alias FROM gh_worker_registry WHERE worker_id = p_worker_id;
        SELECT id INTO v_job FROM gh_automation_jobs
        WHERE status IN ('pending', 'queued') AND worker_id IS NULL AND NOT is_deferred
          AND target_worker_id = p_worker_id
        ORDER BY priority, created_at LIMIT 1 FOR UPDATE SKIP LOCKED;
        IF v_job IS NULL AND v_alias <> p_worker_id THEN
            SELECT id INTO v_job FROM gh_automation_jobs
            WHERE status IN ('pending', 'queued') AND worker_id IS NULL AND NOT is_deferred
              AND target_worker_id = v_alias
            ORDER BY priority, created_at LIMIT 1 FOR UPDATE SKIP LOCKED;
        END IF;
        IF v_job IS NULL THEN
            -- The best of each target that takes no jobs, and of them the best, if it comes before all untargeted ones.
            SELECT priority, created_at INTO v_priority, v_created FROM gh_automation_jobs
            WHERE status IN ('pending', 'queued') AND worker_id IS NULL AND NOT is_deferred
              AND (target_worker_id IS NULL OR worker_affinity = 'any')
            ORDER BY priority, created_at LIMIT 1;
            WITH RECURSIVE targets AS (
                (SELECT target_worker_id AS name FROM gh_automation_jobs
                 WHERE status IN ('pending', 'queued') AND worker_id IS NULL AND NOT is_deferred
                   AND target_worker_id IS NOT NULL AND worker_affinity = 'preferred'
                 ORDER BY target_worker_id LIMIT 1)
                UNION ALL
                SELECT (SELECT target_worker_id FROM gh_automation_jobs
                        WHERE status IN ('pending', 'queued') AND worker_id IS NULL AND NOT is_deferred
                          AND target_worker_id IS NOT NULL AND worker_affinity = 'preferred'
                          AND target_worker_id > targets.name
                        ORDER BY target_worker_id LIMIT 1)
                FROM targets WHERE targets.name IS NOT NULL
            )
            SELECT best.id INTO v_job
            FROM (SELECT name FROM targets WHERE name IS NOT NULL AND NOT gh_worker_takes_jobs(name)) gone
            CROSS JOIN LATERAL (
                SELECT id, priority, created_at FROM gh_automation_jobs
                WHERE status IN ('pending', 'queued') AND worker_id IS NULL AND NOT is_deferred
                  AND target_worker_id IS NOT NULL AND worker_affinity = 'preferred' AND target_worker_id = gone.name
                ORDER BY priority, created_at LIMIT 1 FOR UPDATE SKIP LOCKED) best
            WHERE v_priority IS NULL OR (best.priority, best.created_at) < (v_priority, v_created)
            ORDER BY best.priority, best.created_at LIMIT 1;
        END IF;
        IF v_job IS NOT NULL THEN
            RETURN QUERY UPDATE gh_automation_jobs j
                SET status = 'queued', worker_id = p_worker_id, lease_epoch = j.lease_epoch + 1, last_heartbeat = now()
                WHERE j.id = v_job RETURNING j.*;
            RETURN;
        END IF;
    END IF;

    RETURN QUERY UPDATE gh_automation_jobs j
        SET status = 'queued', worker_id = p_worker_id, lease_epoch = j.lease_epoch + 1, last_heartbeat = now()
        WHERE j.id = (
            SELECT id FROM gh_automation_jobs
            WHERE status IN ('pending', 'queued') AND worker_id IS NULL AND NOT is_deferred
              AND (target_worker_id IS NULL OR worker_affinity = 'any')
            ORDER BY priority, created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING j.*;
END $$;
