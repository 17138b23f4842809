public import Value

/// Where the object stands, from nothing but the object.
///
/// First what all kinds share: deletion, generation, the conditions Reconciling and Stalled. Then the rules of its
/// kind; for other kinds the condition Ready. An object without any of these is current, as in kstatus. What has the
/// wrong type makes the status unknown. After cli-utils, pkg/kstatus/status/{generic,core}.go.
public func status(of object: Value) -> ResourceStatus {
    let reader = ObjectReader(object)
    do {
        if let status = try GenericRules.status(reader) { return status }
        let group = reader.apiGroup
        let key = group.isEmpty ? reader.kind : "\(group)/\(reader.kind)"
        if let rule = KindRules.table[key] { return try rule(reader) }
        return try GenericRules.readyCondition(reader) ?? ResourceStatus(.current, "is current")
    } catch {
        return error.status
    }
}
