extension VersionConstraint {
    /// Reads a constraint; the error says which part of the text is wrong.
    public init(_ text: String) throws(VersionError) {
        do throws(VersionError) { try self.init(reading: text) } catch {
            throw error.message == "improper constraint" ? error.namingAlternative() : error
        }
    }

    /// Whether the text has not the form of a constraint.
    static func isImproper(_ text: String) -> Bool {
        do throws(VersionError) {
            _ = try VersionConstraint(reading: text)
            return false
        } catch { return error.message == "improper constraint" }
    }

    private init(reading text: String) throws(VersionError) {
        var scanner = VersionScanner(text)
        guard scanner.bytes.count <= SemanticVersion.maximumLength else {
            throw scanner.failure(
                .tooLong, "improper constraint", at: SemanticVersion.maximumLength,
                "longer than \(SemanticVersion.maximumLength) bytes")
        }
        var alternatives: [Alternative] = []
        repeat {
            alternatives.append(Alternative(comparisons: try Self.comparisons(&scanner)))
        } while scanner.skip(word: "||")
        source = text
        self.alternatives = alternatives
    }

    /// One alternative, up to "||" or the end.
    private static func comparisons(_ scanner: inout VersionScanner) throws(VersionError) -> [VersionComparison] {
        var comparisons: [VersionComparison] = []
        _ = scanner.skipSpace()
        while true {
            let first = try VersionComparison(&scanner)
            let isSpaced = scanner.skipSpace()
            let mark = scanner.position
            if isSpaced, scanner.skip("-") {
                // "1.2 - 1.4.5"; the hyphen needs its spaces, or it would begin a prerelease.
                guard first.writtenSign.isEmpty, scanner.skipSpace() else {
                    throw scanner.failure(
                        .invalidConstraint, "improper constraint", at: mark,
                        "a hyphen range is two versions without operators and a hyphen between spaces")
                }
                let second = try VersionComparison(&scanner)
                guard second.writtenSign.isEmpty else {
                    throw scanner.failure(
                        .invalidConstraint, "improper constraint", at: mark, "a hyphen range takes no operators")
                }
                comparisons.append(first.with(.greaterOrEqual))
                comparisons.append(second.with(.lessOrEqual))
                let isSpaced = scanner.skipSpace()
                if try isFinished(&scanner, isSpaced: isSpaced) { return comparisons }
            } else {
                comparisons.append(first)
                if try isFinished(&scanner, isSpaced: isSpaced) { return comparisons }
            }
        }
    }

    /// Skips the separator to the next comparison, or finds that there is none.
    private static func isFinished(_ scanner: inout VersionScanner, isSpaced: Bool) throws(VersionError) -> Bool {
        if scanner.isAtEnd || scanner.bytes[scanner.position...].starts(with: "||".utf8) { return true }
        if scanner.skip(",") {
            _ = scanner.skipSpace()
        } else if !isSpaced {
            throw scanner.failure(
                .invalidConstraint, "improper constraint", "expected a space, a comma or \"||\", found \(scanner.found)"
            )
        }
        return false
    }
}

extension VersionComparison {
    /// Longest first, so that ">=" is not read as ">".
    private static let signs: [(String, Operator)] = [
        ("!=", .notEqual), (">=", .greaterOrEqual), ("=>", .greaterOrEqual), ("<=", .lessOrEqual),
        ("=<", .lessOrEqual), ("~>", .tilde), ("=", .equal), (">", .greater), ("<", .less), ("~", .tilde),
        ("^", .caret),
    ]

    init(_ scanner: inout VersionScanner) throws(VersionError) {
        let sign = Self.signs.first { scanner.bytes[scanner.position...].starts(with: $0.0.utf8) }
        scanner.position += sign?.0.utf8.count ?? 0
        _ = scanner.skipSpace()

        let start = scanner.position
        _ = scanner.skip("v")
        var parts: [String] = []
        repeat {
            let part = scanner.take {
                isDigit($0) || $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "X") || $0 == UInt8(ascii: "*")
            }
            guard !part.isEmpty else {
                throw scanner.failure(
                    .invalidConstraint, "improper constraint", "expected a number, x or *, found \(scanner.found)")
            }
            parts.append(part)
        } while parts.count < 3 && scanner.skip(".")

        let wildcards = ["x", "X", "*"]
        let free = parts.firstIndex(where: wildcards.contains) ?? parts.count
        var offset = start + (scanner.bytes[start] == UInt8(ascii: "v") ? 1 : 0)
        var numbers: [UInt64] = []
        for (index, part) in parts.enumerated() {
            if index < free {
                guard let number = UInt64(part) else {
                    throw scanner.failure(
                        .invalidConstraint, "constraint parser error", at: offset, "\(part) is not a number that fits")
                }
                numbers.append(number)
            }
            offset += part.utf8.count + 1
        }
        while numbers.count < 3 { numbers.append(0) }

        func identifiers(_ scanner: inout VersionScanner, _ name: String) throws(VersionError) -> String {
            guard let text = scanner.takeIdentifiers() else {
                throw scanner.failure(
                    .invalidConstraint, "improper constraint", "expected the \(name), found \(scanner.found)")
            }
            return text
        }
        let preStart = scanner.position + 1
        let prerelease = scanner.skip("-") ? try identifiers(&scanner, "prerelease") : ""
        for part in prerelease.split(separator: ".")
        where part.utf8.count > 1 && part.utf8.first == UInt8(ascii: "0") && part.utf8.allSatisfy(isDigit) {
            throw scanner.failure(
                .invalidConstraint, "constraint parser error", at: preStart,
                "number \(part) of the prerelease starts with 0")
        }
        let build = scanner.skip("+") ? try identifiers(&scanner, "build metadata") : ""

        self.sign = sign?.1 ?? .equal
        writtenSign = sign?.0 ?? ""
        written = String(decoding: scanner.bytes[start..<scanner.position], as: UTF8.self)
        wildcard = [.major, .minor, .patch, .none][free]
        version = SemanticVersion(numbers: numbers, prerelease: prerelease, build: build, original: written)
    }

    func with(_ sign: Operator) -> VersionComparison {
        var copy = self
        copy.sign = sign
        copy.writtenSign = sign.rawValue
        return copy
    }
}
