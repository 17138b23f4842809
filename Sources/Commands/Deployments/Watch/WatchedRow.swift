import Deployments
import Preflight
import Value

/// One line of what is watched.
struct WatchedRow: Sendable, Equatable {
    /// What a row is about; rows about the same have the same columns.
    enum Subject: String, Sendable {
        case accelerators = "AcceleratorChange"
        case deployments = "DeploymentChange"
        case operators = "OperatorChange"
    }

    var subject: Subject
    /// Tells it from the others about the same, in every look.
    var key: String
    var cells: [String]
    /// For programs.
    var fields: Object
    /// The cells when it is gone.
    var gone: [String]
}

extension WatchedRow {
    init(_ status: DeploymentStatus, isWide: Bool = false) {
        var last = status
        last.message = "is gone"
        last.ready = 0
        last.desired = 0
        var gone = DeploymentTable.row(last, isWide: isWide)
        gone[DeploymentTable.phaseColumn] = "Deleted"
        self.init(
            subject: .deployments, key: status.id, cells: DeploymentTable.row(status, isWide: isWide),
            fields: status.value.object ?? [:], gone: gone)
    }

    /// A line that holds the name alone.
    init(nameOf status: DeploymentStatus) {
        self.init(
            subject: .deployments, key: status.id, cells: [status.id], fields: status.value.object ?? [:],
            gone: [status.id])
    }

    init(_ kind: AcceleratorOverview.Kind, _ table: AcceleratorTable) {
        var gone = kind
        (gone.total, gone.used, gone.free, gone.unusable, gone.nodes) = (0, 0, 0, 0, 0)
        var fields = kind.value.object ?? [:]
        // `kind` says what the document is.
        fields["accelerator"] = fields["kind"]
        fields["kind"] = nil
        self.init(
            subject: .accelerators, key: "\(kind.resource) \(kind.name)", cells: table.row(kind), fields: fields,
            gone: table.row(gone))
    }

    init(_ item: ClusterOverview.Operator, isWide: Bool = false) {
        var absent = item
        absent.status = ClusterOverview.Operator.absent
        (absent.version, absent.owner, absent.decision) = (nil, nil, nil)
        self.init(
            subject: .operators, key: "\(item.provider)/\(item.name)",
            cells: OperatorTable.row(item, isWide: isWide), fields: item.value.object ?? [:],
            gone: OperatorTable.row(absent, isWide: isWide))
    }
}
