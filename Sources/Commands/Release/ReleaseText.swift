import Releases
import Value

/// Releases as a person reads them: Helm's columns and lines.
enum ReleaseText {
    static func notFound(_ name: String, _ namespace: String) -> CommandFailure {
        CommandFailure(
            .usage, "there is no release \(name) in namespace \(namespace)",
            hint: "groundcrew release list --all-namespaces shows what there is")
    }

    /// - Parameter width: of a terminal, where of times the day stays.
    static func table(_ records: [ReleaseRecord], within width: Int? = nil) -> String {
        Table(
            headings: ["NAME", "NAMESPACE", "REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION"],
            rows: records.map { record in
                [
                    record.name, record.namespace, String(record.revision), record.updated.withoutFraction,
                    record.status, "\(record.chartName)-\(record.chartVersion)", record.appVersion,
                ]
            },
            yields: [
                .init(6, least: 4), .init(3, least: 11), .init(5, least: 10), .init(1, least: 9), .init(0, least: 8),
            ]
        ).rendered(within: width)
    }

    static func history(_ records: [ReleaseRecord], within width: Int? = nil) -> String {
        Table(
            headings: ["REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION"],
            rows: records.map { record in
                [
                    String(record.revision), record.updated.withoutFraction, record.status,
                    "\(record.chartName)-\(record.chartVersion)", record.appVersion, record.description,
                ]
            },
            yields: [.init(5, least: 12), .init(4, least: 4), .init(1, least: 11), .init(3, least: 10)]
        ).rendered(within: width)
    }

    /// As `helm status` begins.
    static func facts(_ record: ReleaseRecord) -> String {
        """
        NAME: \(record.name)
        LAST DEPLOYED: \(record.updated.withoutFraction)
        NAMESPACE: \(record.namespace)
        STATUS: \(record.status)
        REVISION: \(record.revision)
        CHART: \(record.chartTitle)
        DESCRIPTION: \(record.description)

        """
    }

    static func text(_ record: ReleaseRecord) -> String {
        facts(record) + suites(record) + (record.notes.isEmpty ? "" : "NOTES:\n\(record.notes)\n")
    }

    static func removed(_ removed: [RemovedRelease]) -> String {
        removed.map { gone in
            "release \(gone.record.namespace)/\(gone.record.name) uninstalled\n"
                + gone.left.map { "  \($0)\n" }.joined()
        }.joined()
    }

    static func value(_ removed: [RemovedRelease]) -> Object {
        [
            "releases": .array(removed.map(\.record.shortValue)),
            "left": .array(removed.flatMap(\.left).map(\.value)),
        ]
    }

    static func text(_ found: RecoveredRelease) -> String {
        let id = "\(found.record.namespace)/\(found.record.name)"
        guard found.hasChanged else {
            return "release \(id) needs no repair: revision \(found.record.revision) is \(found.record.status)\n"
        }
        return found.findings.map { "release \(id): \($0)\n" }.joined()
    }
}

extension ReleaseRecord {
    /// For programs, without values and manifests, which may hold secrets.
    var shortValue: Value {
        [
            "name": .string(name), "namespace": .string(namespace), "revision": .integer(Int64(revision)),
            "updated": .string(updated), "status": .string(status), "chart": .string(chartName),
            "version": .string(chartVersion), "appVersion": .string(appVersion), "description": .string(description),
            "records": .string(recordKind.rawValue),
            "labels": .object(Object(labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ]
    }
}

extension String {
    /// RFC 3339 to the second.
    var withoutFraction: String {
        guard let dot = firstIndex(of: ".") else { return self }
        let zone = self[dot...].drop { $0 == "." || $0.isNumber }
        return String(self[..<dot] + zone)
    }
}
