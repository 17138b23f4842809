extension SemanticVersion {
    /// Longer texts are refused: no version of the field comes near, and constraints are scanned more than once.
    public static let maximumLength = 512

    /// Reads a version the way Masterminds/semver v3's NewVersion does: a leading "v", missing minor or patch and
    /// leading zeros in the three numbers are fine.
    public init(_ text: String) throws(VersionError) {
        try self.init(text, isStrict: false)
    }

    /// Reads only what semver.org 2.0 calls a version.
    public init(strict text: String) throws(VersionError) {
        try self.init(text, isStrict: true)
    }

    private init(_ text: String, isStrict: Bool) throws(VersionError) {
        var scanner = VersionScanner(text)
        func invalid(_ message: String, at offset: Int? = nil, _ detail: String) -> VersionError {
            scanner.failure(.invalidVersion, message, at: offset, detail)
        }
        guard scanner.bytes.count <= Self.maximumLength else {
            throw scanner.failure(
                .tooLong, "invalid semantic version", at: Self.maximumLength,
                "longer than \(Self.maximumLength) bytes")
        }
        if scanner.isAtEnd {
            throw invalid(isStrict ? "version string empty" : "invalid semantic version", "no version")
        }
        if !isStrict { _ = scanner.skip("v") }

        var numbers: [UInt64] = []
        repeat {
            let start = scanner.position
            let digits = scanner.take(while: isDigit)
            if digits.isEmpty { throw invalid("invalid semantic version", "expected a number, found \(scanner.found)") }
            if isStrict, digits.utf8.count > 1, digits.utf8.first == UInt8(ascii: "0") {
                throw invalid("version segment starts with 0", at: start, "leading zero")
            }
            guard let number = UInt64(digits) else {
                throw invalid(
                    "error parsing version segment: strconv.ParseUint: parsing \"\(digits)\": value out of range",
                    at: start, "the number is too large")
            }
            numbers.append(number)
        } while numbers.count < 3 && scanner.skip(".")
        if isStrict, numbers.count < 3 {
            throw invalid("invalid semantic version", "expected \".\", found \(scanner.found)")
        }
        while numbers.count < 3 { numbers.append(0) }

        var prerelease = ""
        if scanner.skip("-") {
            let start = scanner.position
            guard let identifiers = scanner.takeIdentifiers() else {
                throw invalid(
                    isStrict ? "invalid prerelease string" : "invalid semantic version",
                    "expected a letter, digit or hyphen, found \(scanner.found)")
            }
            prerelease = identifiers
            var offset = start
            for part in identifiers.split(separator: ".") {
                if part.utf8.count > 1, part.utf8.first == UInt8(ascii: "0"), part.utf8.allSatisfy(isDigit) {
                    throw invalid("version segment starts with 0", at: offset, "leading zero")
                }
                offset += part.utf8.count + 1
            }
        }
        var build = ""
        if scanner.skip("+") {
            guard let identifiers = scanner.takeIdentifiers() else {
                throw invalid(
                    isStrict ? "invalid metadata string" : "invalid semantic version",
                    "expected a letter, digit or hyphen, found \(scanner.found)")
            }
            build = identifiers
        }
        if !scanner.isAtEnd { throw invalid("invalid semantic version", "unexpected \(scanner.found)") }
        self.init(numbers: numbers, prerelease: prerelease, build: build, original: text)
    }
}
