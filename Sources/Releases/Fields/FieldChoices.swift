import Kubernetes
import Value
import Waiting

/// What becomes of fields that other managers have set to something else than the release.
///
/// A field that is named counts more than a manager that is, the longer path more than the shorter one, and leaving more
/// than taking. What nobody has chosen is refused.
public struct FieldChoices: Sendable, Hashable {
    /// Whatever is in conflict and not left to others.
    public var takesAll: Bool
    public var take: [FieldSelector]
    /// Field managers, as servers name them.
    public var takeFrom: Set<String>
    public var leave: [FieldSelector]
    public var leaveTo: Set<String>

    public init(
        takesAll: Bool = false, take: [FieldSelector] = [], takeFrom: Set<String> = [], leave: [FieldSelector] = [],
        leaveTo: Set<String> = []
    ) {
        self.takesAll = takesAll
        self.take = take
        self.takeFrom = takeFrom
        self.leave = leave
        self.leaveTo = leaveTo
    }

    /// Fields or managers are named one by one.
    public var isSelective: Bool { !take.isEmpty || !takeFrom.isEmpty || hasLeft }
    var hasLeft: Bool { !leave.isEmpty || !leaveTo.isEmpty }

    /// Nothing can be left, so that every conflict is taken without looking at it.
    var takesBlindly: Bool { takesAll && !hasLeft }

    func decide(_ conflicts: [KubernetesError.FieldConflict], of object: ReleaseObject) -> FieldDecision {
        FieldDecision(conflicts.map { DecidedField($0, verdict($0, object)) })
    }

    /// The same for what others have set, and whether Helm itself has set some of it under another name of its work.
    func decideOthers(
        _ conflicts: [KubernetesError.FieldConflict], of object: ReleaseObject
    ) -> (decision: FieldDecision, hasOwn: Bool) {
        let others = conflicts.filter { $0.manager != Applier.fieldManager }
        return (decide(others, of: object), others.count < conflicts.count)
    }

    private func verdict(
        _ conflict: KubernetesError.FieldConflict, _ object: ReleaseObject
    ) -> DecidedField.Verdict {
        if let place = FieldPath(text: conflict.field).location(in: object.value) {
            func depth(_ selectors: [FieldSelector]) -> Int? {
                selectors.compactMap { $0.location(in: object) }.filter { $0.covers(place) }.map(\.steps.count).max()
            }
            switch (depth(take), depth(leave)) {
            case (let take?, let leave?): return take > leave ? .take : .leave
            case (_?, nil): return .take
            case (nil, _?): return .leave
            case (nil, nil): break
            }
        }
        if leaveTo.contains(conflict.manager) { return .leave }
        return takesAll || takeFrom.contains(conflict.manager) ? .take : .refuse
    }

    /// Whether the object has a field that is left to others by its name.
    func leavesField(of object: ReleaseObject) -> Bool { leave.contains { $0.location(in: object) != nil } }

    /// The object with the live values of fields that are left to others, where nobody is in conflict about them: servers
    /// before 1.22 do not note who scales, and what nobody else owns would be reset if it were not sent at all.
    ///
    /// - Parameter conflicts: of the object as it is.
    func keeping(
        _ object: ReleaseObject, live: Value, _ conflicts: [KubernetesError.FieldConflict]
    ) -> (object: ReleaseObject, kept: [DecidedField]) {
        let contested = conflicts.compactMap { FieldPath(text: $0.field).location(in: object.value) }
        var result = object
        var kept: [DecidedField] = []
        for selector in leave {
            guard let place = selector.location(in: object), let there = selector.location(in: live, of: object),
                let value = live[there], value != object.value[place],
                !contested.contains(where: { place.covers($0) || $0.covers(place) })
            else { continue }
            // What the server has set by itself is not what somebody has chosen.
            guard
                !LostFields.between(
                    ["field": object.value[place] ?? .null], ["field": value], isBuiltIn: object.type.isBuiltIn
                ).isEmpty
            else { continue }
            result.value[place] = value
            kept.append(DecidedField(field: selector.fieldText, manager: "", verdict: .leave))
        }
        return (result, kept)
    }

    /// Choices that point at objects which the release does not have: misspelt, most likely.
    func strays(among objects: [ReleaseObject]) -> [FieldSelector] {
        (take + leave).filter { selector in !objects.contains(where: selector.points) }
    }
}

/// A field that another manager has set, and what becomes of it.
public struct DecidedField: Sendable, Hashable {
    public enum Verdict: String, Sendable, CaseIterable {
        /// The release's value takes its place.
        case take
        /// The release applies everything but it.
        case leave
        /// It stops the run.
        case refuse
    }

    /// As the server names it.
    public var field: String
    /// Empty where none is noted.
    public var manager: String
    public var verdict: Verdict

    public init(field: String, manager: String, verdict: Verdict) {
        self.field = field
        self.manager = manager
        self.verdict = verdict
    }

    init(_ conflict: KubernetesError.FieldConflict, _ verdict: Verdict) {
        self.init(field: conflict.field, manager: conflict.manager, verdict: verdict)
    }
}

/// What becomes of all the conflicts of one object.
struct FieldDecision: Sendable, Hashable {
    var fields: [DecidedField]

    init(_ fields: [DecidedField] = []) { self.fields = fields }

    func fields(_ verdict: DecidedField.Verdict) -> [DecidedField] { fields.filter { $0.verdict == verdict } }
    var isRefused: Bool { fields.contains { $0.verdict == .refuse } }
    var takes: Bool { fields.contains { $0.verdict == .take } }

    /// The object without what is left to others.
    func applied(to object: ReleaseObject) -> ReleaseObject {
        object.without(fields(.leave).map { FieldPath(text: $0.field) })
    }
}

extension ReleaseObject {
    /// Without those of the fields that it has.
    func without(_ paths: [FieldPath]) -> ReleaseObject {
        var copy = self
        // Backwards, so that elements of a list keep their places until it is their turn.
        let places = paths.compactMap { $0.location(in: value) }.sorted { $0.isBefore($1) }
        for place in places.reversed() { copy.value[place] = nil }
        return copy
    }
}
