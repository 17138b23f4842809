import Versions

/// Helm's rules for `Chart.yaml`, and the cleaning of texts that it does on the way (`Metadata.Validate`).
enum MetadataRules {
    static func validate(_ metadata: inout ChartMetadata) throws(ChartError) {
        sanitize(&metadata)
        try require(!metadata.apiVersion.isEmpty, "chart.metadata.apiVersion is required")
        try validate(name: metadata.name)
        try require(!metadata.version.isEmpty, "chart.metadata.version is required")
        do {
            _ = try SemanticVersion(metadata.version)
        } catch {
            throw failure("chart.metadata.version \(quoted(metadata.version)) is invalid", error)
        }
        try require(
            ["", "application", "library"].contains(metadata.type),
            "chart.metadata.type must be application or library")
        for maintainer in metadata.maintainers {
            try require(maintainer != nil, "maintainers must not contain empty or null nodes")
        }
        try validateAliases(metadata.dependencies ?? [])
    }

    /// Helm 4.3 knows a third version, whose charts it does not install. Subcharts are not asked.
    static func validate(apiVersion: String) throws(ChartError) {
        if apiVersion == "v1" || apiVersion == "v2" { return }
        let reason = apiVersion == "v3" ? "invalid chart apiVersion" : "unsupported chart version"
        throw ChartError(
            code: .badMetadata, message: "\(reason): apiVersion \(quoted(apiVersion)), where v1 and v2 are supported",
            path: "Chart.yaml")
    }

    /// A chart's name becomes a folder when it is unpacked, so it is one plain path part (CVE-2024-25620,
    /// CVE-2026-35206). `validate` repeats Helm's own checks and no more: real charts have names such as `my_Chart`.
    static func validate(name: String) throws(ChartError) {
        try require(!name.isEmpty, "chart.metadata.name is required")
        try require(name != "." && name != "..", "chart.metadata.name \(quoted(name)) is not allowed")
        try require(
            name == PathText.base(name) && !name.contains("\\"), "chart.metadata.name \(quoted(name)) is invalid")
    }

    private static func validateAliases(_ dependencies: [ChartDependency]) throws(ChartError) {
        var seen: Set<String> = []
        for dependency in dependencies {
            let isPlain = dependency.alias.utf8.allSatisfy { byte in
                isLetterOrDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            }
            try require(isPlain, "dependency \(quoted(dependency.name)) has disallowed characters in the alias")
            let key = dependency.alias.isEmpty ? dependency.name : dependency.alias
            try require(
                seen.insert(key).inserted, "more than one dependency with name or alias \(quoted(key))")
        }
    }

    private static func sanitize(_ metadata: inout ChartMetadata) {
        for field in [
            \ChartMetadata.name, \.description, \.home, \.icon, \.condition, \.tags, \.appVersion, \.kubeVersion,
        ] {
            metadata[keyPath: field] = sanitized(metadata[keyPath: field])
        }
        metadata.sources = metadata.sources.map(sanitized)
        metadata.keywords = metadata.keywords.map(sanitized)
        metadata.maintainers = metadata.maintainers.map { maintainer in
            maintainer.map {
                ChartMaintainer(name: sanitized($0.name), email: sanitized($0.email), url: sanitized($0.url))
            }
        }
        metadata.dependencies = metadata.dependencies?.map { dependency in
            var dependency = dependency
            dependency.name = sanitized(dependency.name)
            dependency.version = sanitized(dependency.version)
            dependency.repository = sanitized(dependency.repository)
            dependency.condition = sanitized(dependency.condition)
            dependency.tags = dependency.tags.map(sanitized)
            return dependency
        }
    }

    /// Every space is a plain one, and what does not print is gone: no escape sequence survives (CVE-2021-21303).
    static func sanitized(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                scalars.append(" ")
            } else if isPrintable(scalar) {
                scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func quoted(_ text: String) -> String { text.debugDescription }

    private static func require(_ holds: Bool, _ message: String) throws(ChartError) {
        if !holds { throw failure(message) }
    }

    private static func failure(_ message: String, _ underlying: (any Error)? = nil) -> ChartError {
        ChartError(code: .badMetadata, message: "validation: \(message)", path: "Chart.yaml", underlying: underlying)
    }
}
