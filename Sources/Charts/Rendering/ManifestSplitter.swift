/// Cuts a template's output into documents as Helm does: at every line that starts with `---`, even where text
/// follows on that line (`---apiVersion: v1` is the start of a document).
public enum ManifestSplitter {
    /// The documents in order, without leading white space; those with nothing but white space are left out.
    ///
    /// Text after a document stays as it is, carriage returns too.
    public static func split(_ text: String) -> [String] {
        let bytes = Array(text.trimmingLeadingSpace().utf8)
        let dash = UInt8(ascii: "-")
        let newline = UInt8(ascii: "\n")
        var documents: [String] = []
        var start = 0
        var index = 0
        func take(_ end: Int) {
            let document = String(decoding: bytes[start..<end], as: UTF8.self).trimmingLeadingSpace()
            if !document.isEmpty { documents.append(document) }
        }
        while index < bytes.count {
            let isLineStart = index == 0 || bytes[index - 1] == newline
            guard isLineStart, index + 2 < bytes.count, bytes[index] == dash, bytes[index + 1] == dash,
                bytes[index + 2] == dash
            else {
                // On to the next line.
                guard let end = bytes[index...].firstIndex(of: newline) else { break }
                index = end + 1
                continue
            }
            take(index)
            index += 3
            while index < bytes.count, bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\t") {
                index += 1
            }
            start = index
            // What follows on the line belongs to the new document; `---` cannot start again on it.
            guard let end = bytes[index...].firstIndex(of: newline) else { break }
            index = end + 1
        }
        take(bytes.count)
        return documents
    }
}
