//! Old shapes of `debug_meta.images`.

use serde_json::Value;

use super::super::event_fields::Fields;

/// Old and new names of an image's members.
const NAMES: [(&str, &str); 2] = [("name", "code_file"), ("id", "debug_id")];

/// Renames old members of images; the type `apple` becomes `macho`.
pub(super) fn normalize(debug_meta: &mut Value) {
    let images = debug_meta.get_mut("images").and_then(Value::as_array_mut);
    for image in images.into_iter().flatten().filter_map(Value::as_object_mut) {
        if image.get("type").is_some_and(|kind| kind == "apple") {
            image.insert("type".into(), "macho".into());
            rename(image, "uuid", "debug_id");
        }
        NAMES.iter().for_each(|(old, name)| rename(image, old, name));
    }
}

fn rename(image: &mut Fields, old: &str, name: &str) {
    if !image.contains_key(name)
        && let Some(value) = image.remove(old)
    {
        image.insert(name.into(), value);
    }
}
