-- What a job costs between enqueueing and its end: one event per change of status, written and announced by one function.

DROP TRIGGER gh_events_notify ON gh_job_events;
CREATE TRIGGER gh_events_notify AFTER INSERT ON gh_job_events
    FOR EACH ROW WHEN (NEW.event_type <> 'status_change') EXECUTE FUNCTION gh_notify_event();

CREATE OR REPLACE FUNCTION gh_log_status_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO gh_job_events (job_id, event_type, from_status, to_status, message, actor)
    VALUES (NEW.id, 'status_change', OLD.status, NEW.status, NEW.status_message, COALESCE(NEW.worker_id, 'system'));
    -- A claim is told together with the start that follows it.
    IF NEW.status = 'queued' THEN
        RETURN NULL;
    END IF;
    PERFORM pg_notify('gh_job_event', NEW.id::text);
    IF NEW.status = 'cancelled' THEN
        PERFORM pg_notify('gh_job_cancel', NEW.id::text), pg_notify('gh_job_cancel_' || NEW.id::text, NEW.id::text);
    -- A job that becomes claimable again wakes the workers as a new one does.
    ELSIF NEW.status = 'pending' AND NOT NEW.is_deferred THEN
        PERFORM pg_notify('gh_job_created', json_build_object('id', NEW.id)::text);
    END IF;
    RETURN NULL;
END $$;

-- Claims the next job for a worker. Order: targeted at me, then priority (1 is most urgent), then age. A row that a
-- worker already owns is not a candidate. A strict job is for its target only; a preferred one for anybody once its
-- target is gone or drains. Every step is one probe of an index that holds claimable rows only, whatever the planner
-- believes of a table that has just grown: hence the settings.
--
-- The commit does not wait for the disk. A claim that a crash of the server undoes was never acted on: the worker begins
-- with a commit of its own that does wait, and that fails without the claim.
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
    PERFORM set_config('synchronous_commit', 'off', true);
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
