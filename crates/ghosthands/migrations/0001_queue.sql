-- The GhostHands queue and the submit fence.
--
-- gh_automation_jobs is a public contract: inserting a row and calling the API
-- mean the same thing. Everything else may change between versions.

CREATE FUNCTION gh_touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END $$;

-- Learned steps for a form. Referenced by jobs; filled by a later version.
CREATE TABLE gh_action_manuals (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    url_pattern   text NOT NULL,
    task_pattern  text NOT NULL,
    platform      text,
    steps         jsonb NOT NULL DEFAULT '[]',
    success_count int NOT NULL DEFAULT 0,
    failure_count int NOT NULL DEFAULT 0,
    health_score  real NOT NULL DEFAULT 100,
    source        text NOT NULL DEFAULT 'recorded',
    last_verified timestamptz,
    last_used     timestamptz,
    created_by    uuid,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT gh_manuals_health_check CHECK (health_score BETWEEN 0 AND 100),
    CONSTRAINT gh_manuals_source_check CHECK (source IN ('recorded', 'actionbook', 'template'))
);

CREATE TABLE gh_automation_jobs (
    id                   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    idempotency_key      varchar(255),
    user_id              uuid NOT NULL,
    created_by           varchar(100) NOT NULL DEFAULT 'valet',
    job_type             varchar(50) NOT NULL,
    target_url           text NOT NULL,
    task_description     text NOT NULL,
    input_data           jsonb NOT NULL DEFAULT '{}',
    priority             int NOT NULL DEFAULT 5,
    scheduled_at         timestamptz,
    max_retries          int NOT NULL DEFAULT 3,
    retry_count          int NOT NULL DEFAULT 0,
    timeout_seconds      int NOT NULL DEFAULT 300,
    status               varchar(20) NOT NULL DEFAULT 'pending',
    status_message       text,
    started_at           timestamptz,
    completed_at         timestamptz,
    last_heartbeat       timestamptz,
    worker_id            varchar(100),
    -- Fencing token: rises with every claim. A worker that holds an older one can neither write nor submit.
    lease_epoch          bigint NOT NULL DEFAULT 0,
    execution_attempt_id uuid,
    manual_id            uuid CONSTRAINT gh_jobs_manual_fkey REFERENCES gh_action_manuals (id) ON DELETE SET NULL,
    engine_type          varchar(20),
    result_data          jsonb,
    result_summary       text,
    error_code           varchar(50),
    error_details        jsonb,
    screenshot_urls      jsonb NOT NULL DEFAULT '[]',
    artifact_urls        jsonb NOT NULL DEFAULT '[]',
    metadata             jsonb NOT NULL DEFAULT '{}',
    tags                 jsonb NOT NULL DEFAULT '[]',
    callback_url         text,
    valet_task_id        text,
    resume_ref           jsonb,
    target_worker_id     text,
    worker_affinity      text NOT NULL DEFAULT 'preferred',
    interaction_type     text,
    interaction_data     jsonb,
    paused_at            timestamptz,
    execution_mode       text NOT NULL DEFAULT 'auto',
    browser_mode         text NOT NULL DEFAULT 'server',
    final_mode           text,
    llm_cost_cents       int NOT NULL DEFAULT 0,
    action_count         int NOT NULL DEFAULT 0,
    total_tokens         bigint NOT NULL DEFAULT 0,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT gh_jobs_idempotency_key UNIQUE (idempotency_key),
    CONSTRAINT gh_jobs_type_check CHECK (job_type IN
        ('apply', 'scrape', 'fill_form', 'custom', 'smart_apply', 'agent_apply', 'workday_apply')),
    CONSTRAINT gh_jobs_priority_check CHECK (priority BETWEEN 1 AND 10),
    CONSTRAINT gh_jobs_retries_check CHECK (max_retries >= 0 AND retry_count >= 0),
    CONSTRAINT gh_jobs_timeout_check CHECK (timeout_seconds BETWEEN 1 AND 86400),
    CONSTRAINT gh_jobs_status_check CHECK (status IN
        ('pending', 'queued', 'running', 'paused', 'completed', 'failed', 'cancelled', 'expired')),
    CONSTRAINT gh_jobs_affinity_check CHECK (worker_affinity IN ('strict', 'preferred', 'any')),
    CONSTRAINT gh_jobs_execution_mode_check CHECK (execution_mode IN
        ('auto', 'ai_only', 'cookbook_only', 'hybrid', 'smart_apply', 'agent_apply')),
    CONSTRAINT gh_jobs_browser_mode_check CHECK (browser_mode IN ('server', 'operator')),
    -- 'rules' is the deterministic engine: no manual, no model.
    CONSTRAINT gh_jobs_final_mode_check CHECK (final_mode IN
        ('rules', 'cookbook', 'magnitude', 'hybrid', 'smart_apply', 'agent_apply')),
    CONSTRAINT gh_jobs_paused_check CHECK (status <> 'paused' OR (paused_at IS NOT NULL AND interaction_type IS NOT NULL))
);

CREATE INDEX gh_jobs_claim_idx ON gh_automation_jobs (priority, created_at) WHERE status IN ('pending', 'queued');
CREATE INDEX gh_jobs_user_idx ON gh_automation_jobs (user_id, status, created_at DESC);
CREATE INDEX gh_jobs_heartbeat_idx ON gh_automation_jobs (last_heartbeat) WHERE status IN ('queued', 'running', 'paused');
CREATE INDEX gh_jobs_scheduled_idx ON gh_automation_jobs (scheduled_at) WHERE scheduled_at IS NOT NULL;
CREATE INDEX gh_jobs_task_idx ON gh_automation_jobs (valet_task_id) WHERE valet_task_id IS NOT NULL;
CREATE INDEX gh_jobs_target_worker_idx ON gh_automation_jobs (target_worker_id) WHERE target_worker_id IS NOT NULL;
CREATE INDEX gh_jobs_paused_idx ON gh_automation_jobs (paused_at) WHERE status = 'paused';

CREATE TABLE gh_job_events (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    -- Order of writing: readers resume after the last number they saw.
    seq         bigint GENERATED ALWAYS AS IDENTITY,
    job_id      uuid NOT NULL CONSTRAINT gh_job_events_job_fkey REFERENCES gh_automation_jobs (id) ON DELETE CASCADE,
    event_type  varchar(50) NOT NULL,
    from_status varchar(20),
    to_status   varchar(20),
    message     text,
    metadata    jsonb NOT NULL DEFAULT '{}',
    actor       varchar(100) NOT NULL DEFAULT 'system',
    created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX gh_job_events_seq_idx ON gh_job_events (job_id, seq);
CREATE INDEX gh_job_events_type_idx ON gh_job_events (event_type, job_id);

CREATE TABLE gh_worker_registry (
    worker_id        text PRIMARY KEY,
    status           text NOT NULL DEFAULT 'active',
    target_worker_id text,
    ec2_instance_id  text,
    ec2_ip           text,
    current_job_id   uuid CONSTRAINT gh_workers_job_fkey REFERENCES gh_automation_jobs (id) ON DELETE SET NULL,
    registered_at    timestamptz NOT NULL DEFAULT now(),
    last_heartbeat   timestamptz NOT NULL DEFAULT now(),
    jobs_completed   int NOT NULL DEFAULT 0,
    jobs_failed      int NOT NULL DEFAULT 0,
    metadata         jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT gh_workers_status_check CHECK (status IN ('active', 'draining', 'offline'))
);

-- The submit fence. One live row per person and posting, whatever the worker, the job or the retry.
CREATE TABLE gh_submit_attempts (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL,
    posting_key  text NOT NULL,
    job_id       uuid NOT NULL CONSTRAINT gh_attempts_job_fkey REFERENCES gh_automation_jobs (id) ON DELETE RESTRICT,
    lease_epoch  bigint NOT NULL,
    -- SHA-256 (hex) of what the person or the gates approved.
    packet       text NOT NULL,
    status       text NOT NULL DEFAULT 'armed',
    reason       text,
    armed_at     timestamptz NOT NULL DEFAULT now(),
    in_flight_at timestamptz,
    settled_at   timestamptz,
    CONSTRAINT gh_attempts_status_check CHECK (status IN
        ('armed', 'in_flight', 'confirmed', 'refused', 'unknown', 'not_sent')),
    CONSTRAINT gh_attempts_settled_check CHECK ((settled_at IS NULL) = (status IN ('armed', 'in_flight')))
);
CREATE UNIQUE INDEX gh_attempts_one_live ON gh_submit_attempts (user_id, posting_key)
    WHERE status IN ('armed', 'in_flight', 'confirmed', 'unknown');
CREATE INDEX gh_attempts_job_idx ON gh_submit_attempts (job_id);

-- The transition table of domain::attempts, enforced where every writer must pass.
CREATE FUNCTION gh_check_attempt_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
        ('armed', 'in_flight'), ('armed', 'not_sent'), ('armed', 'unknown'),
        ('in_flight', 'confirmed'), ('in_flight', 'refused'), ('in_flight', 'unknown'),
        ('unknown', 'confirmed'), ('unknown', 'refused')
    ) THEN
        RAISE EXCEPTION 'attempt % cannot go from % to %', OLD.id, OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gh_attempts_transition';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER gh_attempts_transition BEFORE UPDATE OF status ON gh_submit_attempts
    FOR EACH ROW EXECUTE FUNCTION gh_check_attempt_transition();

CREATE FUNCTION gh_notify_new_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('gh_job_created', json_build_object(
        'id', NEW.id, 'job_type', NEW.job_type, 'priority', NEW.priority, 'user_id', NEW.user_id)::text);
    RETURN NEW;
END $$;

CREATE FUNCTION gh_log_status_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO gh_job_events (job_id, event_type, from_status, to_status, message, actor)
    VALUES (NEW.id, 'status_change', OLD.status, NEW.status, NEW.status_message, COALESCE(NEW.worker_id, 'system'));
    IF NEW.status = 'cancelled' THEN
        PERFORM pg_notify('gh_job_cancel', NEW.id::text);
        PERFORM pg_notify('gh_job_cancel_' || NEW.id::text, NEW.id::text);
    END IF;
    -- A job that becomes claimable again wakes the workers as a new one does.
    IF NEW.status = 'pending' THEN
        PERFORM pg_notify('gh_job_created', json_build_object('id', NEW.id)::text);
    END IF;
    RETURN NEW;
END $$;

-- One channel for all watchers; the payload says which job has news.
CREATE FUNCTION gh_notify_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('gh_job_event', NEW.job_id::text);
    RETURN NEW;
END $$;

CREATE TRIGGER gh_jobs_created AFTER INSERT ON gh_automation_jobs
    FOR EACH ROW EXECUTE FUNCTION gh_notify_new_job();
CREATE TRIGGER gh_jobs_status_changed AFTER UPDATE OF status ON gh_automation_jobs
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION gh_log_status_change();
CREATE TRIGGER gh_jobs_touch BEFORE UPDATE ON gh_automation_jobs
    FOR EACH ROW EXECUTE FUNCTION gh_touch_updated_at();
CREATE TRIGGER gh_manuals_touch BEFORE UPDATE ON gh_action_manuals
    FOR EACH ROW EXECUTE FUNCTION gh_touch_updated_at();
CREATE TRIGGER gh_events_notify AFTER INSERT ON gh_job_events
    FOR EACH ROW EXECUTE FUNCTION gh_notify_event();

-- Claims the next job for a worker. Order: targeted at me, then priority (1 is
-- most urgent), then age. A row that a worker already owns is not a candidate.
CREATE FUNCTION gh_pickup_next_job(p_worker_id text) RETURNS SETOF gh_automation_jobs LANGUAGE sql AS $$
    WITH next AS (
        SELECT j.id FROM gh_automation_jobs j
        WHERE j.status IN ('pending', 'queued')
          AND j.worker_id IS NULL
          AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())
          AND (j.target_worker_id IS NULL
               OR j.target_worker_id = p_worker_id
               OR j.worker_affinity = 'any'
               -- A preferred worker that is gone does not hold the job back.
               OR (j.worker_affinity = 'preferred' AND NOT EXISTS (
                    SELECT 1 FROM gh_worker_registry w
                    WHERE w.worker_id = j.target_worker_id AND w.status = 'active'
                      AND w.last_heartbeat > now() - interval '2 minutes')))
        ORDER BY (j.target_worker_id IS NOT DISTINCT FROM p_worker_id) DESC, j.priority, j.created_at
        LIMIT 1
        FOR UPDATE SKIP LOCKED
    )
    UPDATE gh_automation_jobs j
    SET status = 'queued', worker_id = p_worker_id, lease_epoch = j.lease_epoch + 1, last_heartbeat = now()
    FROM next WHERE j.id = next.id
    RETURNING j.*;
$$;

-- Accounts made or kept on employers' sites. Only ciphertext is stored.
CREATE TABLE gh_user_credentials (
    id                uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id           uuid NOT NULL,
    -- Host of the site.
    platform          varchar(255) NOT NULL,
    credential_type   varchar(30) NOT NULL,
    encrypted_data    bytea NOT NULL,
    encryption_key_id varchar(100) NOT NULL,
    expires_at        timestamptz,
    last_used_at      timestamptz,
    last_verified_at  timestamptz,
    is_valid          boolean NOT NULL DEFAULT true,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT gh_credentials_one UNIQUE (user_id, platform, credential_type)
);
CREATE TRIGGER gh_credentials_touch BEFORE UPDATE ON gh_user_credentials
    FOR EACH ROW EXECUTE FUNCTION gh_touch_updated_at();
