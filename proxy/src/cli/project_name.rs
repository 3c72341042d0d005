//! Checks project names on the command line.

use balefire_proxy::model::project::is_slug;

/// Accepts a project name of up to 50 lower-case letters, digits and dashes.
pub fn project_name(text: &str) -> Result<String, &'static str> {
    if !is_slug(text) {
        return Err("not a name of up to 50 lower-case letters, digits and dashes");
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn project_names() {
        assert!(project_name("web-1").is_ok());
        for bad in ["", "Web", "a b", "a/b", &"a".repeat(51)] {
            assert!(project_name(bad).is_err(), "{bad}");
        }
    }
}
