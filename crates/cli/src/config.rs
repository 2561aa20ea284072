//! `valet config`: what the service reads from the environment, where each value comes from, and what is wrong.

use crate::exit::{Exit, Problem};
use crate::show;
use ghosthands::settings::{ALL, Kind, Need, Role, Settings, Variable, unknown};
use serde::Serialize;
use std::fmt::Write as _;

#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "\
The values of secrets are never shown, only the name they were found under.

Examples:
  valet config                       every variable that is set, and what is wrong
  valet config --role worker --all   every variable that a worker looks at
  GH_ENVIRONMENT=production valet config --role api")]
pub(crate) struct ConfigArgs {
    /// Only what this part of the service looks at: api or worker
    #[arg(long, value_parser = role)]
    pub role: Option<Role>,
    /// Variables that are not set as well
    #[arg(long)]
    pub all: bool,
    /// Print the reference of all variables in Markdown
    #[arg(long, conflicts_with_all = ["role", "all"])]
    pub markdown: bool,
}

fn role(word: &str) -> Result<Role, String> {
    Role::ALL.into_iter().find(|role| role.as_str() == word).ok_or_else(|| "the roles are api and worker".to_owned())
}

#[derive(Debug, Serialize)]
struct Line {
    variable: &'static str,
    roles: String,
    /// The name it was found under, `default`, or nothing.
    source: Option<String>,
    /// Nothing for a secret.
    value: Option<String>,
    wrong: Vec<String>,
}

pub(crate) fn config(json: bool, args: &ConfigArgs) -> Result<Exit, Problem> {
    if args.markdown {
        print!("{}", markdown());
        return Ok(Exit::Ok);
    }
    let settings = Settings::from_environment();
    let roles: Vec<Role> = args.role.map_or(Role::ALL.to_vec(), |role| vec![role]);
    let lines = lines(&settings, &roles, args.all);
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let strangers: Vec<String> = unknown(names).into_iter().map(|stranger| stranger.to_string()).collect();
    let wrong = lines.iter().any(|line| !line.wrong.is_empty());
    if json {
        show::json(&serde_json::json!({
            "environment": settings.environment(), "variables": lines, "unknown": strangers,
        }));
    } else {
        tell(&settings, &lines, &strangers, wrong);
    }
    Ok(if wrong { Exit::Failure } else { Exit::Ok })
}

fn lines(settings: &Settings, roles: &[Role], all: bool) -> Vec<Line> {
    let problems: Vec<_> = roles
        .iter()
        .filter_map(|role| Some((role, settings.check(*role).err()?)))
        .flat_map(|(role, problems)| problems.0.into_iter().map(|problem| (*role, problem)))
        .collect();
    let line = |variable: &&'static Variable| {
        let mut wrong: Vec<String> = Vec::new();
        for (_, problem) in problems.iter().filter(|(_, problem)| problem.variable == variable.name) {
            if !wrong.contains(&problem.advice) {
                wrong.push(problem.advice.clone());
            }
        }
        let source = settings.source(variable).map(str::to_owned);
        let source = source.or_else(|| variable.default.map(|_| "default".to_owned()));
        let value = settings.text(variable).filter(|_| !variable.secret).map(show::plain);
        Line { variable: variable.name, roles: roles_of(variable), source, value, wrong }
    };
    let concerned = |variable: &&&'static Variable| roles.iter().any(|role| variable.need(*role) != Need::Unused);
    let shown = |line: &Line| all || !line.wrong.is_empty() || line.source.as_deref().is_some_and(|s| s != "default");
    ALL.iter().filter(concerned).map(line).filter(shown).collect()
}

fn roles_of(variable: &Variable) -> String {
    let looking = Role::ALL.into_iter().filter(|role| variable.need(*role) != Need::Unused);
    looking.map(Role::as_str).collect::<Vec<_>>().join(", ")
}

fn tell(settings: &Settings, lines: &[Line], strangers: &[String], wrong: bool) {
    println!("Environment: {}", settings.environment());
    if lines.is_empty() {
        println!("Nothing is set; --all shows what could be.");
    } else {
        let mut table = show::grid(["variable", "role", "from", "value"]);
        for line in lines {
            let secret = line.source.is_some() && line.value.is_none();
            let value = if secret { "(secret)".to_owned() } else { line.value.clone().unwrap_or_default() };
            table.add_row([line.variable, &line.roles, line.source.as_deref().unwrap_or("not set"), &value]);
        }
        show::table(table);
    }
    for line in lines {
        for advice in &line.wrong {
            println!("✗ {}: {advice}", line.variable);
        }
    }
    for stranger in strangers {
        println!("? {stranger}");
    }
    if !wrong {
        println!("Nothing is wrong.");
    }
}

/// The reference of all variables.
fn markdown() -> String {
    let mut text = String::from(
        "# Configuration\n\n\
         Generated from `ghosthands::settings` by `cargo xtask gen`. The service reads these variables of its environment once, at its \
         start, and tells everything that is wrong together. An empty value counts as none. `valet config` shows what is set \
         and where it comes from; the values of secrets are never shown.\n\n\
         *Required* means: outside development (`GH_ENVIRONMENT`). A – says that the role does not look at it.\n\n\
         | Variable | Meaning | Default | API | Worker | Form |\n|---|---|---|---|---|---|\n",
    );
    for variable in ALL {
        let mut names = format!("`{}`", variable.name);
        for alias in variable.aliases {
            let _ = write!(names, "<br>or `{alias}`");
        }
        let default = variable.default.map_or(String::new(), |default| format!("`{default}`"));
        let form = [form(variable.kind), if variable.secret { "secret".to_owned() } else { String::new() }];
        let form: Vec<&str> = form.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        let _ = writeln!(
            text,
            "| {names} | {} | {default} | {} | {} | {} |",
            variable.meaning.replace('|', "\\|"),
            variable.api,
            variable.worker,
            form.join("; ")
        );
    }
    text.push_str(
        "\nThe database is looked for in `DATABASE_URL`, `SUPABASE_DIRECT_URL`, `DATABASE_DIRECT_URL`, in this order; for \
         LISTEN, which needs a connection without a pooler between, in `DATABASE_DIRECT_URL`, `SUPABASE_DIRECT_URL`, \
         `DATABASE_URL`.\n",
    );
    text
}

fn form(kind: Kind) -> String {
    match kind {
        Kind::Text => String::new(),
        Kind::List => "separated by commas".to_owned(),
        Kind::Flag => "true or false".to_owned(),
        Kind::Word(words) => words.join(", "),
        Kind::Number(least, most) => format!("{least} to {most}"),
        Kind::Url(schemes) => format!("{}://…", schemes.join(":// or ")),
        Kind::Key(least) => format!("at least {least} characters"),
        Kind::Key32 => "32 bytes in base64, or 64 hexadecimal digits".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "a-service-key-that-nobody-sees";

    fn settings() -> Settings {
        Settings::read(&|name| {
            let value = match name {
                "GH_SERVICE_KEY" => KEY,
                "GH_API_PORT" => "none",
                "CORS_ORIGIN" => "https://valet.example\u{1b}[31m",
                _ => return None,
            };
            Some(value.to_owned())
        })
    }

    #[test]
    fn a_secret_is_named_and_not_shown() {
        let lines = lines(&settings(), &[Role::Api], false);
        let line = lines.iter().find(|line| line.variable == "GH_SERVICE_SECRET").unwrap();
        assert_eq!((line.source.as_deref(), &line.value), (Some("GH_SERVICE_KEY"), &None));
        assert!(!serde_json::to_string(&lines).unwrap().contains(KEY));
    }

    #[test]
    fn what_is_wrong_is_said_where_it_is() {
        let lines = lines(&settings(), &Role::ALL, false);
        let wrong: Vec<&str> = lines.iter().filter(|line| !line.wrong.is_empty()).map(|line| line.variable).collect();
        assert_eq!(wrong, ["GH_API_PORT"]);
        let origin = lines.iter().find(|line| line.variable == "CORS_ORIGIN").unwrap();
        assert!(!origin.value.as_ref().unwrap().contains('\u{1b}'), "a value cannot steer the terminal");
    }

    #[test]
    fn a_role_sees_only_what_it_looks_at() {
        let lines = lines(&Settings::default(), &[Role::Worker], true);
        assert!(lines.iter().any(|line| line.variable == "MAX_CONCURRENT_JOBS"));
        assert!(!lines.iter().any(|line| line.variable == "GH_API_PORT"));
    }

    #[test]
    fn the_reference_has_a_row_for_every_variable() {
        let text = markdown();
        for variable in ALL {
            assert_eq!(text.matches(&format!("\n| `{}`", variable.name)).count(), 1, "{}", variable.name);
        }
    }
}
