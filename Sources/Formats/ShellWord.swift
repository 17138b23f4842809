/// Words of a shell's command line.
public enum ShellWord {
    /// `text` as one word, whatever is in it; left as it is where that is safe.
    public static func quoted(_ text: String) -> String {
        let isSafe = !text.isEmpty && text.utf8.allSatisfy(isPlain)
        return isSafe ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-_./:@%+,=".utf8.contains(byte)
        }
    }
}
