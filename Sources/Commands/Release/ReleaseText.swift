import Charts
import Releases
import Value

/// Releases as a person reads them: Helm's columns and lines.
enum ReleaseText {
    static func notFound(_ name: String, _ namespace: String) -> CommandFailure {
        CommandFailure(
            .usage, "there is no release \(name) in namespace \(namespace)",
            hint: "groundcrew release list --all-namespaces shows what there is")
    }

    /// - Parameters:
    ///   - layout: of times, in Go's words; nil shows them to the second.
    ///   - hasHeadings: whether the first line says what the columns are.
    ///   - width: of a terminal, where of times the day stays.
    static func table(
        _ records: [ReleaseRecord], times layout: String? = nil, hasHeadings: Bool = true, within width: Int? = nil
    ) -> String {
        Table(
            headings: hasHeadings
                ? ["NAME", "NAMESPACE", "REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION"] : [],
            rows: records.map { record in
                [
                    record.name, record.namespace, String(record.revision), record.updated(in: layout),
                    record.status, "\(record.chartName)-\(record.chartVersion)", record.appVersion,
                ]
            },
            yields: [
                .init(6, least: 4), .init(3, least: 11), .init(5, least: 10), .init(1, least: 9), .init(0, least: 8),
            ]
        ).rendered(within: width)
    }

    /// - Parameter rollbacks: whether a column says which revision a rollback went back to.
    static func history(_ records: [ReleaseRecord], rollbacks: Bool = false, within width: Int? = nil) -> String {
        let last = rollbacks ? 6 : 5
        return Table(
            headings: ["REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION"] + (rollbacks ? ["ROLLBACK"] : [])
                + ["DESCRIPTION"],
            rows: records.map { record in
                var row = [
                    String(record.revision), record.updated.withoutFraction, record.status,
                    "\(record.chartName)-\(record.chartVersion)", record.appVersion,
                ]
                if rollbacks { row.append(record.rollbackRevision.map { String($0) } ?? "") }
                return row + [record.description]
            },
            yields: [.init(last, least: 12), .init(4, least: 4), .init(1, least: 11), .init(3, least: 10)]
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

    static func text(_ record: ReleaseRecord, hidesNotes: Bool = false) -> String {
        facts(record) + suites(record)
            + (record.notes.isEmpty || hidesNotes ? "" : "NOTES:\n\(record.notes)\n")
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
    /// When it was changed last; in Go's words for a layout, to the second without one.
    func updated(in layout: String?) -> String {
        layout.flatMap { GoTimeText.text(updated, layout: $0) } ?? updated.withoutFraction
    }

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
