//! Moves beside one that fails.

use crate::store::{IssueJobs, IssueMoves, IssueQuery, Issues, ProjectAdmin, Sqlite};

/// A store with issues 1, 2 and 3, the first of which cannot be deleted.
fn store(directory: &std::path::Path) -> Sqlite {
    let store = Sqlite::open(directory).unwrap();
    store.ensure_project("demo", "k").unwrap();
    let row = |id: u32| {
        format!(
            "INSERT INTO issues (project_id, group_hash, title, culprit, level, platform, exception_type, value, filename,
                 function, count, users, first_seen, last_seen) VALUES (1, 'g{id}', 't', '', '', '', '', '', '', '', 1, 0, 1, 1);
             INSERT INTO issue_groups (project_id, group_hash, issue_id) VALUES (1, 'g{id}', {id});
             INSERT INTO events (project_id, event_id, issue_id, timestamp, received, body) VALUES (1, 'e{id}', {id}, 1, 1, '{{}}');"
        )
    };
    let all: String = (1..=3).map(row).collect();
    let fail = "CREATE TRIGGER fails BEFORE DELETE ON events WHEN OLD.issue_id = 1 BEGIN SELECT RAISE(ABORT, 'no'); END;";
    store.writer().execute_batch(&format!("{all} {fail}")).unwrap();
    store
}

#[test]
fn a_move_that_fails_keeps_no_other_one_from_beginning_and_ending() {
    let directory = tempfile::tempdir().unwrap();
    let store = store(directory.path());
    store.delete_issues(&[1]).unwrap();
    assert!(store.work_on_issues().is_err());
    store.delete_issues(&[2]).unwrap();
    for _ in 0..9 {
        let _ = store.work_on_issues();
    }
    let left = store.issues(&IssueQuery { limit: 9, ..IssueQuery::default() }).unwrap();
    assert_eq!(left.iter().map(|issue| issue.id).collect::<Vec<_>>(), [3]);
    let count = |sql: &str| store.writer().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!((count("SELECT count(*) FROM issue_jobs"), count("SELECT min(id) FROM issues")), (1, 1));
    store.writer().execute_batch("DROP TRIGGER fails").unwrap();
    while store.work_on_issues().unwrap() {}
    assert_eq!((count("SELECT count(*) FROM issue_jobs"), count("SELECT min(id) FROM issues")), (0, 3));
}
