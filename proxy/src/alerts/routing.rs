//! Which channels hear of an alert: pure.

use crate::alerts::conditions::allows;
use crate::config::Config;

/// The channels for an alert of a project: those that the rule names, else those of the first route that matches, else
/// all. A channel that is not configured any more is left out.
#[must_use]
pub fn channels_for<'a>(
    config: &'a Config,
    of_rule: &[String],
    project: &str,
    environment: Option<&str>,
) -> Vec<&'a str> {
    let route = config
        .routes
        .iter()
        .find(|route| allows(&route.projects, Some(project)) && allows(&route.environments, environment));
    let named = match route {
        _ if !of_rule.is_empty() => of_rule,
        Some(route) => &route.channels,
        None => return config.channels.keys().map(String::as_str).collect(),
    };
    let mut found: Vec<&str> = Vec::new();
    for name in named {
        if let Some((name, _)) = config.channels.get_key_value(name)
            && !found.contains(&name.as_str())
        {
            found.push(name);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::samples::{config_with, robot};
    use crate::config::ChannelConfig;
    use crate::model::alert_rule::Route;
    use crate::model::patterns::Patterns;

    fn route(project: &[&str], environment: &[&str], channel: &str) -> Route {
        let patterns = |texts: &[&str]| Patterns::parse(texts.iter().copied()).unwrap();
        Route {
            projects: patterns(project),
            environments: patterns(environment),
            channels: vec![channel.into()],
        }
    }

    #[test]
    fn the_rule_then_the_first_route_then_all() {
        let robot = || ChannelConfig::DingTalk(robot());
        let mut config = config_with([("dev", robot()), ("ops", robot()), ("shop", robot())]);
        let check = |config: &Config, rule: &[&str], project, environment, expect: &[&str]| {
            let rule: Vec<String> = rule.iter().map(|&name| name.to_owned()).collect();
            assert_eq!(channels_for(config, &rule, project, environment), expect);
        };
        check(&config, &[], "shop", None, &["dev", "ops", "shop"]);
        check(&config, &["ops", "gone", "ops"], "shop", None, &["ops"]);
        config.routes =
            vec![route(&["shop"], &["production"], "shop"), route(&[], &["staging", "dev*"], "dev")];
        check(&config, &[], "shop", Some("production"), &["shop"]);
        check(&config, &[], "shop", Some("staging"), &["dev"]);
        check(&config, &[], "web", Some("development"), &["dev"]);
        check(&config, &[], "web", Some("production"), &["dev", "ops", "shop"]);
        check(&config, &[], "shop", None, &["dev", "ops", "shop"]);
        check(&config, &["ops"], "shop", Some("production"), &["ops"]);
    }
}
