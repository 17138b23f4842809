/// Kubernetes' rules for an object's name by its kind, in apimachinery's words.
enum ObjectName {
    /// What is wrong with the name; empty when nothing is.
    static func problems(_ name: String, kind: String) -> [String] {
        switch kind.lowercased() {
        case "certificatesigningrequest": []
        case "role", "clusterrole", "rolebinding", "clusterrolebinding": pathSegment(name)
        case "service": label(name, startsWithLetter: true)
        case "namespace": label(name, startsWithLetter: false)
        default: subdomain(name)
        }
    }

    private static func pathSegment(_ name: String) -> [String] {
        if name == "." || name == ".." { return ["may not be '\(name)'"] }
        return ["/", "%"].filter(name.contains).map { "may not contain '\($0)'" }
    }

    private static let labelFormat = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"

    private static func subdomain(_ name: String) -> [String] {
        var problems: [String] = []
        if name.utf8.count > 253 { problems.append("must be no more than 253 characters") }
        if !isSubdomain(name) {
            problems.append(
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and "
                    + "must start and end with an alphanumeric character (e.g. 'example.com', regex used for "
                    + "validation is '\(labelFormat)(\\.\(labelFormat))*')")
        }
        return problems
    }

    private static func label(_ name: String, startsWithLetter: Bool) -> [String] {
        var problems: [String] = []
        if name.utf8.count > 63 { problems.append("must be no more than 63 characters") }
        if isLabel(name[...], startsWithLetter: startsWithLetter) { return problems }
        if startsWithLetter {
            problems.append(
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
                    + "character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used "
                    + "for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')")
        } else if isSubdomain(name) {
            problems.append("must not contain dots")
        } else {
            problems.append(
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start "
                    + "and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for "
                    + "validation is '\(labelFormat)')")
        }
        return problems
    }

    private static func isSubdomain(_ name: String) -> Bool {
        name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isLabel($0, startsWithLetter: false) }
    }

    private static func isLabel(_ text: Substring, startsWithLetter: Bool) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        return (isLetter(first) || !startsWithLetter && isDigit(first)) && (isLetter(last) || isDigit(last))
            && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
