//! Applies for every sample person at every practice employer and compares what
//! arrived with the truth. Arguments: families and people to restrict it to.

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let family = |word: &String| practice::postings().iter().any(|posting| posting.family.to_string() == *word);
    let (families, people): (Vec<String>, Vec<String>) = words.into_iter().partition(family);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let tallies = runtime.block_on(Box::pin(e2e::matrix::run(&families, &people)));
    let failed = tallies.iter().any(|(_, tally)| tally.wrong > 0 || tally.duplicates > 0);
    assert!(!failed, "a wrong value or a duplicate arrived");
}
