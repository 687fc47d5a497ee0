"""The tables of a gradebook: what was asked, found, decided by hand and given out; rows are added, never changed.

Claims and what is just being sent alone come and go: they say who has what before them, and what has no answer yet.
"""

from __future__ import annotations

APPLICATION = 0x47524442  # "GRDB": a file with another mark is not ours
FORM = 2  # of the tables
TABLES = """
create table if not exists runs (
    id integer primary key, started text not null, finished text, user text, host text, version text not null,
    python text not null, numpy text not null, level text not null, seed text not null, options text not null
);
create table if not exists rubrics (digest text primary key, assignment text not null, rubric blob not null);
create table if not exists sources (digest text primary key, cells blob not null);
create table if not exists results (
    id integer primary key, key text not null, rubric text not null references rubrics (digest),
    run integer not null references runs (id), recorded text not null, who text not null, student text not null,
    assignment text not null, path text not null, digest text not null, seed text not null, level text not null,
    points real, max_points real not null, pending real not null, error text, result blob not null
);
create table if not exists calls (id integer primary key references results (id), kept blob not null);
create table if not exists sightings (
    id integer primary key, run integer not null references runs (id), seen integer not null references results (id),
    submitted text not null, recorded text not null
);
create table if not exists published (
    id integer primary key, recorded text not null, format text not null, assignment text not null, who text not null,
    student text not null, points real
);
create table if not exists sent (
    id integer primary key, recorded text not null, lineitem text not null, assignment text not null,
    user text not null, digest text not null
);
create table if not exists sending (
    lineitem text not null, user text not null, said text not null, primary key (lineitem, user)
);
create table if not exists manual (
    id integer primary key, recorded text not null, marker text not null, item text not null, assignment text not null,
    who text not null, student text not null, task text not null, name text not null, about text not null,
    submission text not null, points text not null, max_points text not null, comment text not null,
    phrase text not null
);
create table if not exists claims (item text primary key, holder text not null, expires text not null);
create index if not exists manual_by_student on manual (assignment, who);
create index if not exists manual_by_item on manual (item);
create index if not exists results_by_student on results (assignment, who);
create index if not exists results_by_key on results (key);
create index if not exists sightings_by_result on sightings (seen);
create view if not exists current as
    select results.*, submitted from results join (
        select seen, sightings.submitted, row_number() over (
            partition by assignment, who
            order by coalesce(nullif(submitted, ''), sightings.recorded) desc, sightings.id desc
        ) as place
        from sightings join results on results.id = seen
    ) on results.id = seen where place = 1;
"""
