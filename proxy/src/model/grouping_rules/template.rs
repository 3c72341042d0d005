//! Parts of a fingerprint with variables, such as `checkout-{{ type }}`.

/// A variable of a fingerprint, with Sentry's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variable<'a> {
    /// The group that the event would have without the rule.
    Default,
    /// The type of the thrown exception.
    Type,
    /// The message, or the value of the thrown exception.
    Message,
    /// The function of the newest in-app frame.
    Function,
    /// The file of the newest in-app frame, without what changes from build to build.
    Path,
    /// The module of the newest in-app frame.
    Module,
    /// The level.
    Level,
    /// The release.
    Release,
    /// The environment.
    Environment,
    /// The transaction.
    Transaction,
    /// The logger.
    Logger,
    /// A tag.
    Tag(&'a str),
}

/// A piece of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A text.
    Text(&'a str),
    /// A variable.
    Variable(Variable<'a>),
    /// The name of no variable, with its braces.
    Unknown(&'a str),
}

/// Splits a part of a fingerprint into its pieces.
pub fn template(part: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = part;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(after) = rest.strip_prefix("{{")
            && let Some((name, behind)) = after.split_once("}}")
        {
            let whole = &rest[..rest.len() - behind.len()];
            rest = behind;
            return Some(variable(name.trim()).map_or(Piece::Unknown(whole), Piece::Variable));
        }
        let end = rest.match_indices("{{").map(|(at, _)| at).find(|at| *at > 0).unwrap_or(rest.len());
        let (text, behind) = rest.split_at(end);
        rest = behind;
        Some(Piece::Text(text))
    })
}

fn variable(name: &str) -> Option<Variable<'_>> {
    Some(match name {
        "default" => Variable::Default,
        "type" | "error.type" => Variable::Type,
        "message" | "value" | "error.value" => Variable::Message,
        "function" | "stack.function" => Variable::Function,
        "path" | "stack.abs_path" | "stack.filename" => Variable::Path,
        "module" | "stack.module" => Variable::Module,
        "level" => Variable::Level,
        "release" => Variable::Release,
        "environment" => Variable::Environment,
        "transaction" => Variable::Transaction,
        "logger" => Variable::Logger,
        _ => Variable::Tag(name.strip_prefix("tags.").filter(|tag| !tag.is_empty())?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_variables() {
        let pieces = |part| template(part).collect::<Vec<_>>();
        assert_eq!(pieces("checkout"), [Piece::Text("checkout")]);
        assert_eq!(pieces("{{default}}"), [Piece::Variable(Variable::Default)]);
        assert_eq!(
            pieces("a-{{ tags.shop }}-{{error.type}}"),
            [
                Piece::Text("a-"),
                Piece::Variable(Variable::Tag("shop")),
                Piece::Text("-"),
                Piece::Variable(Variable::Type)
            ]
        );
        assert_eq!(pieces("{{ x }}y"), [Piece::Unknown("{{ x }}"), Piece::Text("y")]);
        assert_eq!(pieces("{{ tags. }}"), [Piece::Unknown("{{ tags. }}")]);
        assert_eq!(pieces("{{ open"), [Piece::Text("{{ open")]);
        assert_eq!(pieces("{ a }} {{"), [Piece::Text("{ a }} "), Piece::Text("{{")]);
        assert_eq!(pieces(""), []);
    }
}
