extension Value {
    /// Objects merged member by member, at every depth; anything else of `other` takes the place of this value.
    public func merged(with other: Value) -> Value {
        guard case .object(let members) = self, case .object(let others) = other else { return other }
        return .object(members.merged(with: others))
    }

    /// The value after a JSON merge patch (RFC 7386): a null in the patch removes a member.
    public func mergePatched(_ patch: Value) -> Value {
        guard case .object(let changes) = patch else { return patch }
        var members = object ?? Object()
        for (key, change) in changes {
            members[key] = change.isNull ? nil : (members[key] ?? .null).mergePatched(change)
        }
        return .object(members)
    }
}

extension Object {
    /// The members of both, objects merged at every depth; otherwise `other` wins.
    public func merged(with other: Object) -> Object {
        var members = self
        for (key, value) in other {
            members[key] = members[key]?.merged(with: value) ?? value
        }
        return members
    }
}
