//! Groups dimensions by their values.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::dimensions::{Subject, WANTED, column};
use super::grain::Grain;
use crate::store::{Dimension, PerformanceFilter, StoreError};

/// The rows of dimensions that a filter asks for, grouped by the values of some of their columns.
pub(super) struct Groups {
    /// For each column its values.
    pub values: Vec<Vec<String>>,
    /// For each row the places of its values, in the order of the columns.
    pub places: HashMap<i64, Box<[usize]>>,
}

/// Reads them in one question.
pub(super) fn groups(
    connection: &Connection,
    filter: &PerformanceFilter,
    (subject, grain): (Subject, Grain),
    by: &[Dimension],
) -> Result<Groups, StoreError> {
    let columns: String = by.iter().map(|dimension| format!(", {}", column(*dimension))).collect();
    let sql = format!("SELECT id{columns} FROM dimensions WHERE {WANTED}");
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query(params![
        filter.project_id,
        grain.subject(subject),
        filter.name,
        filter.release,
        filter.environment,
        filter.device,
        filter.browser
    ])?;
    let mut known: Vec<HashMap<String, usize>> = vec![HashMap::new(); by.len()];
    let mut groups = Groups { values: vec![Vec::new(); by.len()], places: HashMap::new() };
    while let Some(row) = rows.next()? {
        let mut places = Vec::with_capacity(by.len());
        for (at, (known, values)) in known.iter_mut().zip(&mut groups.values).enumerate() {
            let value = row.get_ref(at + 1)?.as_str().map_err(rusqlite::Error::from)?;
            let place = known.get(value).copied().unwrap_or_else(|| {
                known.insert(value.to_owned(), values.len());
                values.push(value.to_owned());
                values.len() - 1
            });
            places.push(place);
        }
        groups.places.insert(row.get(0)?, places.into());
    }
    Ok(groups)
}
