//! How much a person may ask for: per tier, and per platform of the postings.
//!
//! Counted from rows, so that every process of the service sees the same, under one lock per person, so that two at
//! once cannot both take the last place. Windows slide: the last hour and the last day. The tier is the server's own
//! record; nothing in a request raises it. A use is written in the transaction of what it is for, so that what was
//! not made is not counted.

use crate::jobs::QueueError;
use chrono::{DateTime, TimeDelta, Utc};
use domain::UserId;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use url::Url;

/// The tier a person is on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 3 an hour, 5 a day.
    #[default]
    Free,
    /// 10 an hour, 25 a day.
    Starter,
    /// 15 an hour, 50 a day.
    Pro,
    /// 20 an hour, 100 a day.
    Premium,
    /// As much as the platforms allow.
    Enterprise,
}

/// Uses per hour and per day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// In any 60 minutes.
    pub hour: u32,
    /// In any 24 hours.
    pub day: u32,
}

impl Tier {
    /// Every tier, the lowest first.
    pub const ALL: [Self; 5] = [Self::Free, Self::Starter, Self::Pro, Self::Premium, Self::Enterprise];

    /// Its allowance; `None` is unlimited.
    #[must_use]
    pub fn allowance(self) -> Option<Allowance> {
        let (hour, day) = match self {
            Self::Free => (3, 5),
            Self::Starter => (10, 25),
            Self::Pro => (15, 50),
            Self::Premium => (20, 100),
            Self::Enterprise => return None,
        };
        Some(Allowance { hour, day })
    }

    /// The word in the database and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Starter => "starter",
            Self::Pro => "pro",
            Self::Premium => "premium",
            Self::Enterprise => "enterprise",
        }
    }
}

impl std::str::FromStr for Tier {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|tier| tier.as_str() == word).ok_or_else(|| format!("{word:?} is not a tier"))
    }
}

/// Hosts by platform with the platform's allowance per person. What is not listed is `other`.
const PLATFORMS: [(&str, &[&str], Allowance); 9] = [
    ("linkedin", &["linkedin.com"], Allowance { hour: 5, day: 20 }),
    ("workday", &["myworkdayjobs.com", "myworkdaysite.com"], Allowance { hour: 20, day: 100 }),
    ("greenhouse", &["greenhouse.io"], Allowance { hour: 30, day: 150 }),
    ("lever", &["lever.co"], Allowance { hour: 30, day: 150 }),
    ("icims", &["icims.com"], Allowance { hour: 30, day: 150 }),
    ("smartrecruiters", &["smartrecruiters.com"], Allowance { hour: 30, day: 150 }),
    ("taleo", &["taleo.net"], Allowance { hour: 20, day: 100 }),
    (ANSWERS, &[], Allowance { hour: 60, day: 300 }),
    ("other", &[], Allowance { hour: 50, day: 250 }),
];

/// Answers to paused jobs. They have a window of their own and none of the tier's: whoever may order an application
/// has to be able to answer its questions.
pub const ANSWERS: &str = "answers";

/// The platform of an address, on label boundaries; not what a request says it is.
#[must_use]
pub fn platform_of(url: &str) -> &'static str {
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let under = |domain: &&str| host == **domain || host.strip_suffix(*domain).is_some_and(|rest| rest.ends_with('.'));
    PLATFORMS.iter().find(|(_, domains, _)| domains.iter().any(under)).map_or("other", |(name, ..)| name)
}

fn platform_allowance(platform: &str) -> Allowance {
    let other = PLATFORMS[PLATFORMS.len() - 1].2;
    PLATFORMS.iter().find(|(name, ..)| *name == platform).map_or(other, |(.., allowance)| *allowance)
}

/// Where a person stands in the window that is closest to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Uses the window allows.
    pub limit: u32,
    /// Uses left.
    pub remaining: u32,
    /// When the oldest use leaves the window.
    pub reset_at: DateTime<Utc>,
}

/// What a request for a use met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    /// Counted. `None` where nothing limits.
    Counted(Option<Standing>),
    /// Not counted: the window is full.
    Refused {
        /// Which, with nothing remaining.
        standing: Standing,
        /// The platform's window, not the tier's.
        by_platform: bool,
        /// When a place is free.
        retry_after: TimeDelta,
    },
}

/// The tier on record for a person, else `default`.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn tier_of(db: &mut PgConnection, user: UserId, default: Tier) -> Result<Tier, QueueError> {
    let (word,): (Option<String>,) = sqlx::query_as("SELECT gh_tier_of($1)").bind(user.0).fetch_one(db).await?;
    word.map_or(Ok(default), |word| word.parse().map_err(QueueError::Malformed))
}

#[derive(Debug, Clone, Copy, sqlx::FromRow)]
struct Used {
    now: DateTime<Utc>,
    hour: i64,
    hour_oldest: Option<DateTime<Utc>>,
    day: i64,
    day_oldest: Option<DateTime<Utc>>,
    platform_hour: i64,
    platform_hour_oldest: Option<DateTime<Utc>>,
    platform_day: i64,
    platform_day_oldest: Option<DateTime<Utc>>,
}

/// Counts one use of a person, when the tier and the platform allow it. Has to run inside the transaction of what the
/// use is for: until it ends, other uses of the same person wait.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn charge(
    db: &mut PgConnection,
    user: UserId,
    tier: Tier,
    platform: &'static str,
) -> Result<Charge, QueueError> {
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended('gh_rate_uses ' || $1::text, 0))")
        .bind(user.0)
        .execute(&mut *db)
        .await?;
    // The clock is read after the lock was waited for: the transaction's own time may be older than others' uses.
    sqlx::query("DELETE FROM gh_rate_uses WHERE user_id = $1 AND used_at <= clock_timestamp() - interval '1 day'")
        .bind(user.0)
        .execute(&mut *db)
        .await?;
    let used: Used = sqlx::query_as(
        "SELECT now.now,
                count(*) FILTER (WHERE platform <> $3 AND used_at > now.now - interval '1 hour') AS hour,
                min(used_at) FILTER (WHERE platform <> $3 AND used_at > now.now - interval '1 hour') AS hour_oldest,
                count(*) FILTER (WHERE platform <> $3) AS day,
                min(used_at) FILTER (WHERE platform <> $3) AS day_oldest,
                count(*) FILTER (WHERE platform = $2 AND used_at > now.now - interval '1 hour') AS platform_hour,
                min(used_at) FILTER (WHERE platform = $2 AND used_at > now.now - interval '1 hour')
                    AS platform_hour_oldest,
                count(*) FILTER (WHERE platform = $2) AS platform_day,
                min(used_at) FILTER (WHERE platform = $2) AS platform_day_oldest
         FROM (SELECT clock_timestamp() AS now) now LEFT JOIN gh_rate_uses ON user_id = $1
         GROUP BY now.now",
    )
    .bind(user.0)
    .bind(platform)
    .bind(ANSWERS)
    .fetch_one(&mut *db)
    .await?;
    let of_tier = if platform == ANSWERS { None } else { tier.allowance() };
    let charge = decide(&used, of_tier, platform_allowance(platform));
    if let Charge::Counted(_) = charge {
        sqlx::query("INSERT INTO gh_rate_uses (user_id, platform, used_at) VALUES ($1, $2, $3)")
            .bind(user.0)
            .bind(platform)
            .bind(used.now)
            .execute(db)
            .await?;
    }
    Ok(charge)
}

/// The tier is looked at first: its refusal says more about the person than the platform's.
fn decide(used: &Used, tier: Option<Allowance>, platform: Allowance) -> Charge {
    let (hour, day) = (TimeDelta::hours(1), TimeDelta::days(1));
    let window = |limit: u32, count: i64, oldest: Option<DateTime<Utc>>, length: TimeDelta| Standing {
        limit,
        remaining: limit.saturating_sub(u32::try_from(count).unwrap_or(u32::MAX)),
        reset_at: oldest.unwrap_or(used.now) + length,
    };
    let of_tier = tier.map(|tier| {
        [window(tier.hour, used.hour, used.hour_oldest, hour), window(tier.day, used.day, used.day_oldest, day)]
    });
    let of_platform = [
        window(platform.hour, used.platform_hour, used.platform_hour_oldest, hour),
        window(platform.day, used.platform_day, used.platform_day_oldest, day),
    ];
    for (windows, by_platform) in [(of_tier.as_ref(), false), (Some(&of_platform), true)] {
        // When both are full, the day's is the one to wait for.
        let full = windows.into_iter().flatten().rev().find(|standing| standing.remaining == 0);
        if let Some(standing) = full {
            let retry_after = (standing.reset_at - used.now).max(TimeDelta::seconds(1));
            return Charge::Refused { standing: *standing, by_platform, retry_after };
        }
    }
    let tightest = of_tier.into_iter().flatten().chain(of_platform).min_by_key(|standing| standing.remaining);
    Charge::Counted(tightest.map(|standing| Standing { remaining: standing.remaining - 1, ..standing }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(hour: i64, day: i64, platform_hour: i64) -> Used {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(2);
        let ago = |minutes| Some(now - TimeDelta::minutes(minutes));
        Used {
            now,
            hour,
            hour_oldest: ago(50),
            day,
            day_oldest: ago(600),
            platform_hour,
            platform_hour_oldest: ago(20),
            platform_day: platform_hour,
            platform_day_oldest: ago(20),
        }
    }

    #[test]
    fn allowances_never_fall_from_tier_to_tier() {
        let all: Vec<_> = Tier::ALL.into_iter().filter_map(Tier::allowance).collect();
        assert!(all.windows(2).all(|w| w[0].hour <= w[1].hour && w[0].day <= w[1].day));
        assert_eq!(all.len(), 4, "enterprise is unlimited");
    }

    #[test]
    fn the_tier_refuses_before_the_platform_does() {
        let (free, linkedin) = (Tier::Free.allowance(), platform_allowance("linkedin"));
        let both = decide(&used(3, 3, 5), free, linkedin);
        assert!(matches!(both, Charge::Refused { by_platform: false, standing: Standing { limit: 3, .. }, .. }));
        let platform = decide(&used(5, 5, 5), Tier::Pro.allowance(), linkedin);
        assert!(matches!(platform, Charge::Refused { by_platform: true, standing: Standing { limit: 5, .. }, .. }));
        assert!(matches!(decide(&used(5, 5, 4), None, linkedin), Charge::Counted(Some(_))));
    }

    #[test]
    fn a_refusal_says_when_the_oldest_use_leaves_the_window() {
        let Charge::Refused { retry_after, .. } =
            decide(&used(3, 3, 0), Tier::Free.allowance(), platform_allowance("other"))
        else {
            panic!("three of three are used")
        };
        assert_eq!(retry_after, TimeDelta::minutes(10));
        let Charge::Refused { retry_after, standing, .. } =
            decide(&used(3, 5, 0), Tier::Free.allowance(), platform_allowance("other"))
        else {
            panic!("both windows are full")
        };
        assert_eq!((standing.limit, retry_after), (5, TimeDelta::minutes(14 * 60)));
    }

    #[test]
    fn what_remains_is_told_of_the_tightest_window() {
        let Charge::Counted(Some(standing)) =
            decide(&used(1, 4, 1), Tier::Free.allowance(), platform_allowance("other"))
        else {
            panic!("there is room")
        };
        assert_eq!((standing.limit, standing.remaining), (5, 0));
    }

    #[test]
    fn a_platform_is_told_by_its_host() {
        for (url, platform) in [
            ("https://www.linkedin.com/jobs/1", "linkedin"),
            ("https://acme.wd5.myworkdayjobs.com/x", "workday"),
            ("https://careers-acme.icims.com/jobs", "icims"),
            ("https://acme.taleo.net/x", "taleo"),
            ("https://notlinkedin.com/", "other"),
            ("https://linkedin.com.evil.example/", "other"),
            ("nonsense", "other"),
        ] {
            assert_eq!(platform_of(url), platform, "{url}");
        }
    }
}
