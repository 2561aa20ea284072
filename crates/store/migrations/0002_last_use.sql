-- When an entry of the Q&A bank last went into an application that was sent. A nullable column without a default:
-- the table is locked for a moment only, and nothing is rewritten.

alter table answers add column last_used_at timestamptz;
comment on column answers.times_used is 'Applications it went into that were confirmed or whose outcome is unknown.';
comment on column answers.last_used_at is 'When the last of them ended.';
