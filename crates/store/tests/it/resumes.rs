//! Files the person gave us.

use crate::{database, stranger};
use domain::Sha256;
use store::Error;
use store::resumes::{ResumeKind, create_resume, find_default_resume, list_resumes, require_resume_bytes};

#[tokio::test]
async fn the_last_file_given_is_the_default_and_the_same_file_is_kept_once() {
    let (_database, mut connection, user) = database().await;
    assert_eq!(find_default_resume(&mut connection, user).await.unwrap(), None);
    let first = create_resume(&mut connection, user, "cv.pdf", ResumeKind::Pdf, b"%PDF-1").await.unwrap();
    let second = create_resume(&mut connection, user, "cv.txt", ResumeKind::Txt, b"Ada").await.unwrap();
    assert_eq!(find_default_resume(&mut connection, user).await.unwrap().unwrap(), second);

    let again = create_resume(&mut connection, user, "new name.pdf", ResumeKind::Pdf, b"%PDF-1").await.unwrap();
    assert_eq!((again.id, again.file_name.as_str()), (first.id, "new name.pdf"));
    assert_eq!(again.sha256, Sha256::of(b"%PDF-1"));
    let all = list_resumes(&mut connection, user).await.unwrap();
    let defaults: Vec<bool> = all.iter().map(|resume| resume.is_default).collect();
    assert_eq!(defaults, [false, true], "newest first: the text, then the PDF, which is the default again");
}

#[tokio::test]
async fn bytes_come_back_unchanged_and_only_to_their_owner() {
    let (database, mut connection, user) = database().await;
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let kept = create_resume(&mut connection, user, "cv.docx", ResumeKind::Docx, &bytes).await.unwrap();
    assert_eq!(require_resume_bytes(&mut connection, user, kept.id).await.unwrap(), bytes);
    let stranger = stranger(&database.pool).await;
    let refused = require_resume_bytes(&mut connection, stranger, kept.id).await;
    assert!(matches!(refused, Err(Error::NotFound { .. })));
    assert!(list_resumes(&mut connection, stranger).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_empty_file_is_refused_and_the_former_default_stays() {
    let (_database, mut connection, user) = database().await;
    let kept = create_resume(&mut connection, user, "cv.txt", ResumeKind::Txt, b"Ada").await.unwrap();
    assert!(create_resume(&mut connection, user, "empty.txt", ResumeKind::Txt, b"").await.is_err());
    assert_eq!(find_default_resume(&mut connection, user).await.unwrap(), Some(kept));
}
