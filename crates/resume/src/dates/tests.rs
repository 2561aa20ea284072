use super::*;

fn read(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let shown = |period: &Period| match period.to {
        End::None => period.from.date.to_string(),
        End::Open => format!("{}..?", period.from.date),
        End::At(to) => format!("{}..{}", period.from.date, to.date),
        End::Ongoing { .. } => format!("{}..", period.from.date),
    };
    periods(&chars, today).iter().map(shown).collect()
}

#[test]
fn periods_are_read_in_every_spelling() {
    let cases = [
        ("Mar 2019 – Present", "2019-03.."),
        ("March 2019 - March 2021", "2019-03..2021-03"),
        ("03/2019 - heute", "2019-03.."),
        ("03.2019 – 12.2020", "2019-03..2020-12"),
        ("2019–2021", "2019..2021"),
        ("2019-21", "2019..2021"),
        ("1996-97", "1996..1997"),
        ("Sept. 2016 – Juin 2018", "2016-09..2018-06"),
        ("Jun – Sep 2024", "2024-06..2024-09"),
        ("Mar '19 to Apr '20", "2019-03..2020-04"),
        ("seit Oktober 2020", "2020-10.."),
        ("depuis 2018", "2018.."),
        ("mars 2019 à aujourd'hui", "2019-03.."),
        ("janv. 2017 - déc. 2018", "2017-01..2018-12"),
        ("enero de 2019 - actualidad", "2019-01.."),
        ("marzo de 2015 a junio de 2017", "2015-03..2017-06"),
        ("março de 2015 – atual", "2015-03.."),
        ("mei 2014 t/m augustus 2016", "2014-05..2016-08"),
        ("mrt 2014 – heden", "2014-03.."),
        ("01.03.2019 bis 31.12.2020", "2019-03-01..2020-12-31"),
        ("2019-03 to 2021-02", "2019-03..2021-02"),
        ("15 March 2019 - 1 April 2020", "2019-03-15..2020-04-01"),
        ("March 5, 2019 – present", "2019-03-05.."),
        ("Dezember 2018 — März 2020", "2018-12..2020-03"),
        ("from 2019 to 2021", "2019..2021"),
        ("(2019 - now)", "2019.."),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text), [expected], "{text}");
    }
}

#[test]
fn single_dates_and_doubtful_ones_keep_only_what_is_certain() {
    let cases = [
        ("2019", vec!["2019"]),
        ("Fall 2019", vec!["2019"]),
        ("03/04/2019", vec!["2019"]),
        ("25/04/2019", vec!["2019-04-25"]),
        ("Graduated 05/2018", vec!["2018-05"]),
        ("2018\t2020", vec!["2018", "2020"]),
        ("2021 – 2019", vec!["2021", "2019"]),
        ("1996-\tThesis", vec!["1996..?"]),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn quantities_and_names_are_not_dates() {
    for text in [
        "2000+ users",
        "$2019",
        "v2019",
        "99999",
        "1234",
        "2019px",
        "555-0142",
        "+1 415 555 2019a",
        "version 1.2019.3",
        "3000",
    ] {
        assert_eq!(read(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn the_characters_of_a_date_are_known() {
    let chars: Vec<char> = "Acme, Mar 2019 – Present".chars().collect();
    let found = periods(&chars, NaiveDate::from_ymd_opt(2026, 1, 1).unwrap());
    let text = |start: usize, end: usize| chars[start..end].iter().collect::<String>();
    assert_eq!(text(found[0].from.start, found[0].from.end), "Mar 2019");
    let End::Ongoing { start, end } = found[0].to else { panic!("ongoing") };
    assert_eq!(text(start, end), "Present");
}
