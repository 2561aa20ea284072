-- Callbacks: what Valet is told about a job. A row is written by the transaction that changes the job's status, whoever
-- changes it, and is delivered afterwards; so nothing is told that did not happen, and nothing that happened is lost.

-- Rises with every callback. Within a job it is the order of what happened, because the row of the job is locked by
-- whoever draws a number.
CREATE SEQUENCE gh_callback_sequence;

CREATE TABLE gh_callbacks (
    -- Identifies the delivery to the receiver: the same in every attempt.
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    sequence        bigint NOT NULL DEFAULT nextval('gh_callback_sequence'),
    job_id          uuid NOT NULL CONSTRAINT gh_callbacks_job_fkey REFERENCES gh_automation_jobs (id) ON DELETE CASCADE,
    -- The word the receiver knows: needs_human for paused, resumed for the way back.
    told            text NOT NULL,
    url             text NOT NULL,
    payload         jsonb NOT NULL,
    state           text NOT NULL DEFAULT 'pending',
    attempts        int NOT NULL DEFAULT 0,
    -- While an attempt is under way: when it counts as lost.
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    -- The attempt under way.
    claim           uuid,
    last_error      text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    settled_at      timestamptz,
    CONSTRAINT gh_callbacks_told_check CHECK (told IN
        ('running', 'needs_human', 'resumed', 'completed', 'failed', 'cancelled', 'expired')),
    CONSTRAINT gh_callbacks_state_check CHECK (state IN ('pending', 'delivered', 'dead')),
    CONSTRAINT gh_callbacks_settled_check CHECK ((settled_at IS NULL) = (state = 'pending'))
);
CREATE UNIQUE INDEX gh_callbacks_order_idx ON gh_callbacks (job_id, sequence);
CREATE INDEX gh_callbacks_waiting_idx ON gh_callbacks (job_id, sequence) WHERE state = 'pending';
CREATE INDEX gh_callbacks_due_idx ON gh_callbacks (next_attempt_at) WHERE state = 'pending';
CREATE INDEX gh_callbacks_settled_idx ON gh_callbacks (settled_at) WHERE settled_at IS NOT NULL;

CREATE FUNCTION gh_iso(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

-- What the receiver gets. Absent fields are left out, never null, but for valet_task_id; what lies inside result_data is
-- handed on as it is. Of what a person is asked only the circumstances are told, not the fields with their values.
CREATE FUNCTION gh_callback_payload(job gh_automation_jobs, told text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    asked   jsonb := CASE WHEN jsonb_typeof(job.interaction_data) = 'object' THEN job.interaction_data ELSE '{}' END;
    cost    jsonb := jsonb_build_object('total_cost_usd', round(job.llm_cost_cents / 100.0, 2),
                                        'action_count', job.action_count, 'total_tokens', job.total_tokens);
    ended   boolean := told IN ('completed', 'failed', 'cancelled', 'expired');
    payload jsonb;
BEGIN
    payload := jsonb_strip_nulls(jsonb_build_object(
        'job_id', job.id, 'status', told, 'worker_id', job.worker_id,
        'kasm_url', COALESCE(job.metadata ->> 'kasm_session_url', job.metadata ->> 'kasm_url')));
    payload := payload || jsonb_build_object('valet_task_id', job.valet_task_id);
    IF told = 'running' OR ended THEN
        payload := payload || jsonb_build_object('execution_mode', job.execution_mode);
    END IF;
    IF told = 'needs_human' THEN
        payload := payload || jsonb_build_object('interaction', jsonb_strip_nulls(jsonb_build_object(
            'type', job.interaction_type, 'paused_at', gh_iso(job.paused_at),
            'screenshot_url', asked ->> 'screenshot_url', 'page_url', asked ->> 'page_url',
            'timeout_seconds', asked -> 'timeout_seconds', 'message', COALESCE(asked ->> 'message', job.status_message),
            'description', asked ->> 'description',
            'metadata', CASE WHEN jsonb_typeof(asked -> 'metadata') = 'object' THEN asked -> 'metadata' END)));
        IF job.llm_cost_cents > 0 OR job.action_count > 0 OR job.total_tokens > 0 THEN
            payload := payload || jsonb_build_object('cost', cost);
        END IF;
    END IF;
    IF NOT ended THEN
        RETURN payload;
    END IF;
    payload := payload || jsonb_build_object('cost', cost, 'browser_mode', job.browser_mode,
                                             'completed_at', gh_iso(COALESCE(job.completed_at, now())));
    payload := payload || jsonb_strip_nulls(jsonb_build_object('final_mode', job.final_mode));
    IF job.manual_id IS NOT NULL THEN
        payload := payload || jsonb_build_object('manual', (
            SELECT jsonb_build_object('id', m.id, 'health_score', m.health_score, 'status',
                CASE WHEN job.final_mode = 'cookbook' THEN 'cookbook_success' ELSE 'cookbook_failed_fallback' END)
            FROM gh_action_manuals m WHERE m.id = job.manual_id));
    END IF;
    IF told = 'completed' THEN
        payload := payload || jsonb_strip_nulls(jsonb_build_object(
            'result_summary', job.result_summary, 'screenshot_url', job.screenshot_urls ->> 0));
        IF job.result_data IS NOT NULL THEN
            payload := payload || jsonb_build_object('result_data', job.result_data);
        END IF;
    ELSE
        payload := payload || jsonb_strip_nulls(jsonb_build_object(
            'error_code', job.error_code, 'error_message', COALESCE(job.result_summary, job.status_message)));
    END IF;
    RETURN payload;
END $$;

CREATE FUNCTION gh_tell_status() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told text := NEW.status;
BEGIN
    IF NEW.status = 'paused' THEN
        told := 'needs_human';
    ELSIF TG_OP = 'UPDATE' AND NEW.status = 'running' AND OLD.status = 'paused' THEN
        told := 'resumed';
    END IF;
    INSERT INTO gh_callbacks (job_id, told, url, payload)
    VALUES (NEW.id, told, COALESCE(NEW.callback_url, NEW.metadata ->> 'callback_url'), gh_callback_payload(NEW, told));
    PERFORM pg_notify('gh_callback', '');
    RETURN NULL;
END $$;

-- Neither waiting nor being claimed is told: a job that goes back into the queue has not ended.
CREATE TRIGGER gh_jobs_tell_change AFTER UPDATE OF status ON gh_automation_jobs FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status NOT IN ('pending', 'queued')
          AND COALESCE(NEW.callback_url, NEW.metadata ->> 'callback_url') IS NOT NULL)
    EXECUTE FUNCTION gh_tell_status();
CREATE TRIGGER gh_jobs_tell_new AFTER INSERT ON gh_automation_jobs FOR EACH ROW
    WHEN (NEW.status NOT IN ('pending', 'queued')
          AND COALESCE(NEW.callback_url, NEW.metadata ->> 'callback_url') IS NOT NULL)
    EXECUTE FUNCTION gh_tell_status();
