/// The named sets of characters.
enum UnicodeClasses {
    static let perl: [Character: [ClosedRange<UInt32>]] = [
        "d": [0x30...0x39], "s": [0x09...0x0A, 0x0C...0x0D, 0x20...0x20],
        "w": [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A],
    ]

    static let posix: [String: [ClosedRange<UInt32>]] = [
        "alnum": [0x30...0x39, 0x41...0x5A, 0x61...0x7A], "alpha": [0x41...0x5A, 0x61...0x7A], "ascii": [0...0x7F],
        "blank": [0x09...0x09, 0x20...0x20], "cntrl": [0...0x1F, 0x7F...0x7F], "digit": [0x30...0x39],
        "graph": [0x21...0x7E], "lower": [0x61...0x7A], "print": [0x20...0x7E],
        "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E], "space": [0x09...0x0D, 0x20...0x20],
        "upper": [0x41...0x5A], "word": [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A],
        "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66],
    ]

    /// The set of a name after `\p`: "Any", a general category or a script.
    static func named(_ name: String, isNegated: Bool) -> CharacterClass.Member? {
        if name == "Any" { return .ascii([0...0x10FFFF], isNegated: isNegated) }
        if let ranges = scripts[name] { return .script(ranges, isNegated: isNegated) }
        let mask = categories.filter { $0.name == name || ($0.name.hasPrefix(name) && name.count == 1) }
            .reduce(UInt32(0)) { $0 | bit($1.category) }
        return mask == 0 ? nil : .categories(mask, isNegated: isNegated)
    }

    private static let categories: [(name: String, category: Unicode.GeneralCategory)] = [
        ("Lu", .uppercaseLetter), ("Ll", .lowercaseLetter), ("Lt", .titlecaseLetter), ("Lm", .modifierLetter),
        ("Lo", .otherLetter), ("Mn", .nonspacingMark), ("Mc", .spacingMark), ("Me", .enclosingMark),
        ("Nd", .decimalNumber), ("Nl", .letterNumber), ("No", .otherNumber), ("Pc", .connectorPunctuation),
        ("Pd", .dashPunctuation), ("Ps", .openPunctuation), ("Pe", .closePunctuation), ("Pi", .initialPunctuation),
        ("Pf", .finalPunctuation), ("Po", .otherPunctuation), ("Sm", .mathSymbol), ("Sc", .currencySymbol),
        ("Sk", .modifierSymbol), ("So", .otherSymbol), ("Zs", .spaceSeparator), ("Zl", .lineSeparator),
        ("Zp", .paragraphSeparator), ("Cc", .control), ("Cf", .format), ("Cs", .surrogate), ("Co", .privateUse),
    ]

    private static func bit(_ category: Unicode.GeneralCategory) -> UInt32 {
        categories.firstIndex { $0.category == category }.map { 1 << UInt32($0) } ?? 0
    }

    /// A bit for the character's general category; none for unassigned ones.
    static func category(of scalar: UInt32) -> UInt32 {
        Unicode.Scalar(scalar).map { bit($0.properties.generalCategory) } ?? 0
    }
}
