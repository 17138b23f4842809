import Foundation

/// `embed-files ROOT OUTPUT FILE…` writes Swift source that holds the text of each file, named relative to ROOT.
@main
enum EmbedFilesTool {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let root = arguments.first, let output = arguments.dropFirst().first else {
            throw CocoaError(.fileReadInvalidFileName)
        }
        var source = "// Made by the EmbedFiles plugin.\n\nenum EmbeddedFiles {\n"
        source += "    static let all: [(path: String, text: String)] = [\n"
        for file in arguments.dropFirst(2) {
            let text = try String(contentsOfFile: root + "/" + file, encoding: .utf8)
            source += "        (\"\(file)\", \(literal(text))),\n"
        }
        source += "    ]\n}\n"
        // Debug and release builds share the file: written anew, it would have the other one compile and link again. One
        // that cannot be read is written.
        if let former = try? String(contentsOfFile: output, encoding: .utf8), former == source { return }
        try source.write(toFile: output, atomically: true, encoding: .utf8)
    }

    /// A raw literal with more `#` than the text has in a row anywhere.
    private static func literal(_ text: String) -> String {
        var longest = 0
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "#") ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "#", count: longest + 1)
        return "\(fence)\"\"\"\n\(text)\n\"\"\"\(fence)"
    }
}
