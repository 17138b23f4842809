import Versions

extension VersionData {
    /// What the data says against itself, or against the version that is to be installed.
    ///
    /// - Parameter version: nil where none is named; what is no whole version is not compared.
    /// - Returns: places below `versions`, such as `known[1].latest`, each with what is wrong with it.
    public func contradictions(installing version: String?) -> [(path: String, message: String)] {
        var found: [(path: String, message: String)] = []
        if let version, Self.parsed(version) != nil, release(of: version) == nil {
            found.append(("known", "has not \(version), which is the version that is used"))
        }
        for (index, item) in known.enumerated() {
            let place = "known[\(index)]"
            if let latest = item.latest {
                if !item.isLine {
                    found.append(("\(place).latest", "stands beside \(item.version), which is one version"))
                } else if let newest = item.newest, let line = item.number, !newest.isSameMinor(as: line) {
                    found.append(("\(place).latest", "is \(latest), which is not of \(item.version)"))
                }
            }
            guard index > 0, let number = item.number, let former = known[index - 1].number else { continue }
            if number < former {
                found.append(
                    (
                        "\(place).version",
                        "is \(item.version), after \(known[index - 1].version): the oldest comes first"
                    ))
            } else if known[..<index].contains(where: { $0.isLine == item.isLine && $0.number == number }) {
                found.append(("\(place).version", "is \(item.version), which is there already"))
            }
        }
        for (index, rule) in upgrades.enumerated() {
            guard let via = rule.via else { continue }
            if release(of: via) == nil { found.append(("upgrades[\(index)].via", "is \(via), which is not known")) }
            if let number = Self.parsed(via), rule.isAbout(number, number) {
                found.append(("upgrades[\(index)].via", "is \(via), which the step itself is about: it never ends"))
            }
        }
        return found
    }
}
