//! Old shapes of `sdk`.

use serde_json::{Value, json};

use super::scalar::scalar_to_text;

/// Makes `{name, version}` of texts. A text alone is split into both, as raven wrote it into `X-Sentry-Auth`:
/// `raven-python/6.10.0`.
pub(super) fn normalize(sdk: &mut Value) {
    match sdk {
        Value::Object(members) => members.get_mut("version").into_iter().for_each(scalar_to_text),
        Value::String(client) if !client.is_empty() => {
            *sdk = match client.rsplit_once('/') {
                Some((name, version)) => json!({"name": name, "version": version}),
                None => json!({"name": client}),
            };
        }
        _ => {}
    }
}
