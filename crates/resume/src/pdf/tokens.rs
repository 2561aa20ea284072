//! The lexical level of content streams and character maps. Never fails: what
//! cannot be read is skipped, and every step consumes at least one byte.

/// A lexical unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    Number(f32),
    Text(Vec<u8>),
    Name(&'a [u8]),
    ArrayOpen,
    ArrayClose,
    /// `<<`, `>>`, `{` or `}`.
    Bracket,
    Operator(&'a [u8]),
}

/// Splits a stream into tokens.
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Skips the data of an inline image: everything up to `EI` between white space.
    pub(super) fn skip_inline_image(&mut self) {
        let rest = &self.bytes[self.at..];
        let end = rest.windows(4).position(|w| w[0].is_ascii_whitespace() && &w[1..3] == b"EI" && is_space(w[3]));
        self.at += end.map_or(rest.len(), |end| end + 3);
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take_while(&mut self, keep: impl Fn(u8) -> bool) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(&keep) {
            self.at += 1;
        }
        &self.bytes[start..self.at]
    }

    fn literal(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut depth = 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
            text.push(byte);
        }
        text
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\n' => {}
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    match self.peek() {
                        Some(digit @ b'0'..=b'7') => {
                            code = code * 8 + u32::from(digit - b'0');
                            self.at += 1;
                        }
                        _ => break,
                    }
                }
                text.push(code as u8);
            }
            other => text.push(other),
        }
    }

    fn hex(&mut self) -> Vec<u8> {
        let inside = self.take_while(|b| b != b'>');
        self.at = (self.at + 1).min(self.bytes.len());
        let digits: Vec<u8> =
            inside.iter().filter_map(|b| (*b as char).to_digit(16)).map(|digit| digit as u8).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
    }

    fn number(word: &[u8]) -> Option<f32> {
        let text = std::str::from_utf8(word).ok()?;
        let looks = word.iter().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.'));
        text.parse().ok().filter(|number: &f32| looks && number.is_finite())
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.take_while(is_space);
            let byte = self.peek()?;
            if byte == b'%' {
                self.take_while(|b| b != b'\n' && b != b'\r');
                continue;
            }
            if is_regular(byte) {
                let word = self.take_while(is_regular);
                return Some(Self::number(word).map_or(Token::Operator(word), Token::Number));
            }
            self.at += 1;
            return Some(match byte {
                b'(' => Token::Text(self.literal()),
                b'/' => Token::Name(self.take_while(is_regular)),
                b'[' => Token::ArrayOpen,
                b']' => Token::ArrayClose,
                b'<' if self.peek() != Some(b'<') => Token::Text(self.hex()),
                b'<' | b'>' => {
                    if self.peek() == Some(byte) {
                        self.at += 1;
                    }
                    Token::Bracket
                }
                _ => Token::Bracket,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_token_is_read() {
        let tokens: Vec<Token<'_>> =
            Tokens::new(b"[(a\\)\\101(b)) <4142 4>] /F1 -1.5 Tf % note\n<</X 1>> BT").collect();
        assert_eq!(
            tokens,
            [
                Token::ArrayOpen,
                Token::Text(b"a)A(b)".to_vec()),
                Token::Text(b"AB@".to_vec()),
                Token::ArrayClose,
                Token::Name(b"F1"),
                Token::Number(-1.5),
                Token::Operator(b"Tf"),
                Token::Bracket,
                Token::Name(b"X"),
                Token::Number(1.0),
                Token::Bracket,
                Token::Operator(b"BT"),
            ]
        );
    }

    #[test]
    fn garbage_ends() {
        for bytes in [&b"(((("[..], b"<<<", b"\\)>]}{", b"<zz", b"/", b"%", b"\xff\x00(\\"] {
            assert!(Tokens::new(bytes).count() < 10);
        }
    }
}
