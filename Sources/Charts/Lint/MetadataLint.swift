import GoTemplate
import Value
import Versions
import YAML

/// The rules for `Chart.yaml` (`rules/chartfile.go`).
enum MetadataLint {
    private static let file = "Chart.yaml"

    static func run(_ subject: LintSubject, _ report: inout LintReport) {
        report.require(
            subject.metadataPresence == .file, .error, file, "should be a file, not a directory")
        let text: ChartFile
        let metadata: ChartMetadata
        do throws(ChartError) {
            text = try subject.metadata.get()
            metadata = try MetadataReader.plain(text)
        } catch {
            report.add(
                .error, file, error, after: "unable to parse YAML\n\t", without: "cannot load Chart.yaml: ")
            return
        }
        if let problem = StrictMetadata.problem(in: text) {
            report.add(.warning, file, "failed to strictly parse chart metadata file\n\t\(problem)")
        }
        identity(metadata, text, &report)
        contacts(metadata, &report)
        report.require(
            metadata.type.isEmpty || metadata.apiVersion == "v2", .error, file,
            "chart type is not valid in apiVersion '\(metadata.apiVersion)'. It is valid in apiVersion 'v2'")
        report.require(
            (metadata.dependencies ?? []).isEmpty || metadata.apiVersion == "v2", .error, file,
            "dependencies are not valid in the Chart file with apiVersion '\(metadata.apiVersion)'. "
                + "They are valid in apiVersion 'v2'")
        // The finding says in Helm's words what the error would.
        report.require(
            (try? SemanticVersion(strict: metadata.version)) != nil, .warning, file,
            "version '\(metadata.version)' is not a valid SemVerV2")
    }

    private static func identity(_ metadata: ChartMetadata, _ text: ChartFile, _ report: inout LintReport) {
        if report.require(!metadata.name.isEmpty, .error, file, "name is required") {
            report.require(
                PathText.base(metadata.name) == metadata.name, .error, file,
                "chart name \(GoQuote.quoted(metadata.name)) is invalid")
        }
        if report.require(
            !metadata.apiVersion.isEmpty, .error, file,
            "apiVersion is required. The value must be either \"v1\" or \"v2\"")
        {
            report.require(
                ["v1", "v2"].contains(metadata.apiVersion), .error, file,
                "apiVersion '\(metadata.apiVersion)' is not valid. The value must be either \"v1\" or \"v2\"")
        }
        let types = StrictMetadata.goTypes(of: ["version", "appVersion"], in: text)
        requireText("version", types, &report)
        version(metadata.version, &report)
        requireText("appVersion", types, &report)
    }

    private static func requireText(_ key: String, _ types: [String: String], _ report: inout LintReport) {
        guard let type = types[key], type != "string" else { return }
        report.add(.error, file, "\(key) should be of type string but it's of type \(type)")
    }

    private static func version(_ text: String, _ report: inout LintReport) {
        guard report.require(!text.isEmpty, .error, file, "version is required") else { return }
        // The finding says in Helm's words what the error would.
        guard let version = try? SemanticVersion(text), let range = try? VersionConstraint(">0.0.0-0") else {
            report.add(.error, file, "version '\(text)' is not a valid SemVer")
            return
        }
        if let reason = range.reasons(against: version).first { report.add(.error, file, "version \(reason)") }
    }

    private static func contacts(_ metadata: ChartMetadata, _ report: inout LintReport) {
        if let problem = problem(with: metadata.maintainers) { report.add(.error, file, problem) }
        if let source = metadata.sources.first(where: { !ContactText.isRequestURL($0) }) {
            report.add(.error, file, "invalid source URL '\(source)'")
        }
        if report.require(!metadata.icon.isEmpty, .info, file, "icon is recommended") {
            report.require(
                ContactText.isRequestURL(metadata.icon), .error, file, "invalid icon URL '\(metadata.icon)'")
        }
    }

    private static func problem(with maintainers: [ChartMaintainer?]) -> String? {
        for maintainer in maintainers {
            guard let maintainer else { return "a maintainer entry is empty" }
            if maintainer.name.isEmpty { return "each maintainer requires a name" }
            if !maintainer.email.isEmpty, !ContactText.isEmail(maintainer.email) {
                return "invalid email '\(maintainer.email)' for maintainer '\(maintainer.name)'"
            }
            if !maintainer.url.isEmpty, !ContactText.isURL(maintainer.url) {
                return "invalid url '\(maintainer.url)' for maintainer '\(maintainer.name)'"
            }
        }
        return nil
    }
}
