/// How text for people is laid out; nothing here asks the terminal.
public struct TextStyle: Sendable, Hashable {
    /// In columns.
    public var width: Int
    public var hasColor: Bool
    /// Whether what has no bearing is counted instead of listed.
    public var isBrief: Bool

    public init(width: Int = 80, hasColor: Bool = false, isBrief: Bool = false) {
        self.width = max(width, 40)
        self.hasColor = hasColor
        self.isBrief = isBrief
    }

    enum Color: String {
        case green = "32"
        case yellow = "33"
        case red = "31"
        case magenta = "35"
        case faint = "2"
        case bold = "1"
    }

    func colored(_ text: String, _ color: Color) -> String {
        hasColor ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
    }
}
