//! Lists of constants that a file of `js/` has too, for tests that compare the two.

/// The constants of a script: `ENQUEUE = 3`.
pub(crate) fn of(script: &str) -> Vec<String> {
    script.lines().filter_map(|line| line.trim().strip_prefix("export const ").map(str::to_owned)).collect()
}

/// The constants that a script should have for these names, numbered from 0.
pub(crate) fn expected(names: &[String]) -> Vec<String> {
    (0..).zip(names).map(|(number, name): (usize, _)| format!("{} = {number}", screaming(name))).collect()
}

/// `ReadFrames` is `READ_FRAMES`.
fn screaming(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_uppercase());
    }
    out
}

/// The words of a list in a script: `WORDS = ['one', 'two']`.
pub(crate) fn words(script: &str, list: &str) -> Vec<String> {
    let (_, from) = script.split_once(&format!("export const {list} = [")).unwrap_or_default();
    let (inside, _) = from.split_once(']').unwrap_or_default();
    inside.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
}

/// `BackForward` is `back-forward`.
pub(crate) fn kebab(name: &str) -> String {
    screaming(name).replace('_', "-").to_ascii_lowercase()
}

#[test]
fn words_of_a_list() {
    let script = "export const A = ['x']\nexport const WORDS = [\n  'one',\n  'two-three',\n]\n";
    assert_eq!(words(script, "WORDS"), ["one", "two-three"]);
    assert_eq!(words(script, "OTHERS"), [""; 0]);
    assert_eq!(kebab("TwoThree"), "two-three");
}

#[test]
fn another_name_number_or_order_is_a_difference() {
    let names = ["Init", "ReadFrames"].map(str::to_owned);
    let script = "// a list\nexport const INIT = 0\nexport const READ_FRAMES = 1\n";
    assert_eq!(of(script), expected(&names));
    for other in [
        "export const INIT = 0",
        "export const INIT = 0\nexport const READ_FRAMES = 2",
        "export const READ_FRAMES = 1\nexport const INIT = 0",
        "export const INIT = 0\nexport const FRAMES = 1",
    ] {
        assert_ne!(of(other), expected(&names), "{other}");
    }
}
