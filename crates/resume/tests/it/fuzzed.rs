/// Cases of each kind of document; the bench runs as many as its time allows.
const CASES: u64 = 12;

#[test]
fn mutated_documents_neither_panic_nor_take_long() {
    fuzz::regress(&crate::targets::TARGETS, CASES);
}
