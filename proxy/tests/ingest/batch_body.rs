//! Batches as our SDK writes them.

use serde_json::{Value, json};

/// Puts a batch together.
#[derive(Default)]
pub struct BatchBody {
    /// More members of the first line.
    pub members: Vec<(&'static str, Value)>,
    /// Members that items and headers share.
    pub shared: Vec<String>,
    pub breadcrumbs: Vec<String>,
    pub stacks: Vec<String>,
    /// The id and the text of each envelope.
    pub envelopes: Vec<(String, String)>,
    /// The index of the members of the header of each envelope.
    pub header_members: Option<usize>,
}

impl BatchBody {
    /// A batch with these shared parts.
    pub fn new(breadcrumbs: &[&str], stacks: &[&str]) -> Self {
        let texts = |parts: &[&str]| parts.iter().map(|text| (*text).to_owned()).collect();
        Self { breadcrumbs: texts(breadcrumbs), stacks: texts(stacks), ..Self::default() }
    }

    /// Adds an envelope.
    pub fn envelope(mut self, id: &str, text: &str) -> Self {
        self.envelopes.push((id.to_owned(), text.to_owned()));
        self
    }

    /// Adds an envelope with one event, whose item header has this member `batch`.
    pub fn event(self, id: &str, batch: &Value, payload: &str) -> Self {
        let header = json!({"type": "event", "length": payload.len(), "batch": batch});
        let text = format!("{}\n{header}\n{payload}", json!({"event_id": id}));
        self.envelope(id, &text)
    }

    /// The bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let lengths = |parts: &[String]| parts.iter().map(String::len).collect::<Vec<_>>();
        let envelopes = self.envelopes.iter();
        let entry = |(id, text): &(String, String)| {
            let mut entry = json!({"id": id, "length": text.len()});
            if let Some(index) = self.header_members {
                entry["members"] = json!(index);
            }
            entry
        };
        let envelopes: Vec<_> = envelopes.map(entry).collect();
        let mut header = json!({
            "batch": 1,
            "envelopes": envelopes,
            "members": lengths(&self.shared),
            "breadcrumbs": lengths(&self.breadcrumbs),
            "stacks": lengths(&self.stacks),
        });
        for (key, value) in &self.members {
            header[*key] = value.clone();
        }
        let mut bytes = format!("{header}\n").into_bytes();
        let texts = self.envelopes.iter().map(|(_, text)| text);
        for part in self.shared.iter().chain(&self.breadcrumbs).chain(&self.stacks).chain(texts) {
            bytes.extend(part.as_bytes());
        }
        bytes
    }
}

/// The id with this number.
pub fn id(number: usize) -> String {
    format!("{:032x}", number + 1)
}
