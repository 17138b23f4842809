/// Text from charts and clusters, made safe for a terminal: control characters other than newline and tab are shown
/// as `\u{…}`, so that no escape sequence gets through (CVE-2021-21303).
public func plainText(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var plain = ""
    let scalars = text.unicodeScalars
    for index in scalars.indices {
        let scalar = scalars[index]
        if isControl(scalar) {
            // A line may end as on Windows.
            if scalar == "\r", scalars[index...].dropFirst().first == "\n" { continue }
            plain += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
            plain.unicodeScalars.append(scalar)
        }
    }
    return plain
}

/// The same on one line: white space of any kind becomes single spaces.
public func plainLine(_ text: String) -> String {
    plainText(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
}

/// JSON text with the controls that JSON itself leaves alone as `\uXXXX`; it means the same.
public func escapingControls(_ json: String) -> String {
    guard json.unicodeScalars.contains(where: isControl) else { return json }
    var escaped = ""
    for scalar in json.unicodeScalars {
        if isControl(scalar) {
            let digits = String(scalar.value, radix: 16)
            escaped += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        } else {
            escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0x00...0x1F, 0x7F...0x9F: true
    // Bidirectional overrides and marks can make text read as something else; the separators end lines.
    case 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x2028, 0x2029: true
    default: false
    }
}
