//! Old shapes of contexts.

use serde_json::Value;

use super::super::event_fields::{Fields, text};
use super::scalar::{scalar_to_text, trim};

/// Contexts whose name and version are shown and become tags.
const NAMED: [&str; 4] = ["os", "browser", "runtime", "device"];
/// Text members of these contexts that may come as numbers.
const TEXTS: [&str; 3] = ["name", "version", "build"];

/// Turns names and versions into texts without white space at the ends (Node's SDK sends the whole of
/// `/etc/debian_version`, with its line break), and parses the raw description of system and runtime that .NET sends instead.
pub(super) fn normalize(contexts: &mut Value) {
    let Value::Object(contexts) = contexts else { return };
    for name in NAMED {
        let Some(Value::Object(context)) = contexts.get_mut(name) else { continue };
        for (_, value) in context.iter_mut().filter(|(key, _)| TEXTS.contains(&key.as_str())) {
            scalar_to_text(value);
            if let Value::String(text) = value {
                trim(text);
            }
        }
        let Some(description) = text(context, "raw_description") else { continue };
        if text(context, "name").is_some() || text(context, "version").is_some() {
            continue;
        }
        let found = match name {
            "os" => system(description),
            "runtime" => runtime(description),
            _ => None,
        };
        if let Some(found) = found {
            found.write(context);
        }
    }
}

/// Name and version parsed from a raw description.
#[derive(Debug, Default, PartialEq, Eq)]
struct Described {
    name: String,
    version: Option<String>,
    kernel_version: Option<String>,
    build: Option<String>,
}

impl Described {
    fn named(name: &str, version: &str) -> Self {
        Self { name: name.into(), version: Some(version.into()), ..Self::default() }
    }

    fn write(self, context: &mut Fields) {
        context.insert("name".into(), self.name.into());
        let others =
            [("version", self.version), ("kernel_version", self.kernel_version), ("build", self.build)];
        for (key, value) in others {
            if let Some(value) = value
                && text(context, key).is_none()
            {
                context.insert(key.into(), value.into());
            }
        }
    }
}

/// Parses `Microsoft Windows 10.0.19045`, `Linux 5.4.0 Ubuntu 20.04`, `Mac OS X 10.15.7 (19H2)`, `iOS 17.1`, `Darwin
/// 23.1.0`, `Android OS 9 / API-28`. Relay has the same formats:
/// <https://github.com/getsentry/relay/blob/master/relay-event-normalization/src/normalize/contexts.rs>
fn system(description: &str) -> Option<Described> {
    let mut words =
        description.split_whitespace().take(8).filter(|word| !matches!(*word, "Microsoft" | "NT"));
    let first = words.next()?;
    let rest: Vec<&str> = words.collect();
    match (first, rest.as_slice()) {
        ("Windows", [version, ..]) if is_version(version) && version.contains('.') => Some(windows(version)),
        ("Windows", [version, rest @ ..]) if is_version(version) => {
            let kernel = rest.first().map(|it| it.trim_start_matches('(').trim_end_matches([')', ',']));
            Some(kernel.filter(|it| is_version(it)).map_or_else(|| Described::named(first, version), windows))
        }
        ("Mac", ["OS", "X", version, build @ ..]) if is_version(version) => {
            let build = build.first().map(|it| it.trim_matches(['(', ')']).to_owned());
            Some(Described { build, ..Described::named("macOS", version) })
        }
        ("Android", ["OS", version, ..] | [version, ..]) if is_version(version) => {
            Some(Described::named("Android", version))
        }
        ("Linux", [kernel, name, version, ..])
            if is_version(kernel) && is_name(name) && is_version(version) =>
        {
            let kernel_version = Some((*kernel).to_owned());
            Some(Described { kernel_version, ..Described::named(name, version) })
        }
        ("iOS" | "iPadOS" | "macOS", [version, ..]) if is_version(version) => {
            Some(Described::named(first, version))
        }
        // The format of `uname`.
        (name, [kernel, ..]) if is_name(name) && is_version(kernel) => {
            let kernel_version = Some((*kernel).to_owned());
            Some(Described { name: name.into(), kernel_version, ..Described::default() })
        }
        _ => None,
    }
}

/// The product name of a Windows version, by its kernel build.
fn windows(version: &str) -> Described {
    let build = version.split('.').nth(2).unwrap_or_default();
    let name = match build.parse().unwrap_or(0) {
        2_600..=3_790 => "XP",
        6_002 => "Vista",
        7_601 => "7",
        9_200 => "8",
        9_600 => "8.1",
        10_240..=19_045 => "10",
        22_000_u32.. => "11",
        _ => version,
    };
    Described {
        build: Some(build.to_owned()).filter(|it| !it.is_empty()),
        ..Described::named("Windows", name)
    }
}

/// Parses `.NET Core 2.0.9` and `Mono 5.10.1.47 (tarball ..)`.
fn runtime(description: &str) -> Option<Described> {
    let words: Vec<&str> = description.split_whitespace().take(8).collect();
    let at = words.iter().skip(1).position(|word| is_version(word) && word.contains('.'))? + 1;
    Some(Described::named(&words.get(..at)?.join(" "), words.get(at)?))
}

/// The leading digits and dots, a digit first. A vendor's suffix begins with a dash and is left out.
fn is_version(word: &str) -> bool {
    let number = word.split('-').next().unwrap_or(word);
    number.starts_with(|it: char| it.is_ascii_digit())
        && number.bytes().all(|it| it.is_ascii_digit() || it == b'.')
}

fn is_name(word: &str) -> bool {
    word.bytes().all(|it| it.is_ascii_alphabetic())
}
