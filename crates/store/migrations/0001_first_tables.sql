-- Valet's first tables. All are new, so nothing is locked.
--
-- Everything hangs on a user, and goes with the user. Words (statuses, classes,
-- modes) are text: the types in the domain crate say which exist, and adding one
-- needs no migration. Personal data live here and nowhere else.

create table users (
    id          uuid        constraint users_pkey primary key,
    is_local    boolean     not null default false,
    created_at  timestamptz not null default now()
);
comment on table users is 'People whose applications are made.';
comment on column users.is_local is 'The one who works from the terminal of this machine.';
create unique index users_one_local on users (is_local) where is_local;

create table profiles (
    user_id     uuid        constraint profiles_pkey primary key
                            constraint profiles_user_fkey references users on delete cascade,
    document    jsonb       not null constraint profiles_document_is_object check (jsonb_typeof(document) = 'object'),
    updated_at  timestamptz not null default now()
);
comment on column profiles.document is 'domain::Profile: every value with its source.';

create table resumes (
    id          uuid        constraint resumes_pkey primary key,
    user_id     uuid        not null constraint resumes_user_fkey references users on delete cascade,
    file_name   text        not null constraint resumes_file_name_length check (char_length(file_name) between 1 and 255),
    kind        text        not null constraint resumes_kind_known check (kind in ('pdf', 'docx', 'txt', 'json')),
    sha256      bytea       not null constraint resumes_sha256_length check (octet_length(sha256) = 32),
    bytes       bytea       not null constraint resumes_bytes_length check (octet_length(bytes) between 1 and 20971520),
    is_default  boolean     not null default false,
    created_at  timestamptz not null default now(),
    constraint resumes_user_sha256_key unique (user_id, sha256)
);
comment on table resumes is 'Files the person gave us, as they were; the same file is kept once.';
comment on column resumes.is_default is 'The one uploaded to forms when no other is named.';
-- PDF and DOCX are compressed already.
alter table resumes alter column bytes set storage external;
create unique index resumes_one_default on resumes (user_id) where is_default;

create table answers (
    id            uuid        constraint answers_pkey primary key,
    user_id       uuid        not null constraint answers_user_fkey references users on delete cascade,
    question      text        not null constraint answers_question_length check (char_length(question) between 1 and 2000),
    question_key  text        not null constraint answers_question_key_length check (char_length(question_key) between 1 and 2000),
    class         text        not null,
    answer        text        not null constraint answers_answer_length check (char_length(answer) <= 20000),
    company       text        constraint answers_company_lower check (company <> '' and company = lower(company)),
    usage         text        not null,
    times_used    integer     not null default 0 constraint answers_times_used_counts check (times_used >= 0),
    stated_at     timestamptz not null default now()
);
comment on table answers is 'The Q&A bank: what the person answers to questions no résumé answers.';
comment on column answers.question_key is 'The question without case, spacing and closing marks; finds the entry again.';
comment on column answers.company is 'The one employer it may be used for; null: all of them.';
create unique index answers_user_question_scope_key on answers (user_id, question_key, coalesce(company, ''));

create table tasks (
    id               uuid        constraint tasks_pkey primary key,
    user_id          uuid        not null constraint tasks_user_fkey references users on delete cascade,
    posting_key      text        not null,
    job_url          text        not null constraint tasks_job_url_length check (char_length(job_url) <= 2048),
    company          text,
    title            text,
    mode             text        not null constraint tasks_mode_known check (mode in ('copilot', 'autopilot')),
    is_rehearsal     boolean     not null,
    status           text        not null constraint tasks_status_known check (status in
                         ('created', 'queued', 'running', 'waiting_human', 'completed', 'unknown', 'rehearsed', 'failed', 'cancelled')),
    job_id           uuid,
    evidence_path    text,
    outcome          text,
    failure_code     text,
    failure_message  text,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    finished_at      timestamptz,
    constraint tasks_rehearsal_is_never_sent check (not (is_rehearsal and status in ('completed', 'unknown')))
);
comment on table tasks is 'A person''s wish to apply to one posting.';
comment on column tasks.posting_key is 'domain::PostingKey: the same for every link to the posting.';
comment on column tasks.is_rehearsal is 'Fill and check, but never submit.';
comment on column tasks.job_id is 'The job in the GhostHands queue that works on it.';
comment on column tasks.outcome is 'How it ended, in words for the person.';
-- Applying twice is refused by the table itself: while a task is under way, and for
-- good once it was sent or may have been sent.
create unique index tasks_one_per_posting on tasks (user_id, posting_key)
    where not is_rehearsal and status in ('created', 'queued', 'running', 'waiting_human', 'completed', 'unknown');
create index tasks_user_newest on tasks (user_id, created_at desc, id desc);
create index tasks_job on tasks (job_id) where job_id is not null;
