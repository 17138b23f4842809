import Value

/// A quantity as somebody has written it down, or has not.
///
/// Whoever adds up or compares quantities has to say which cannot be read: a sum without them passes though it is too small.
enum StatedQuantity: Sendable, Hashable {
    case absent
    case known(Quantity)
    /// Where it stands, and its text, for people; several of a sum.
    case unread([String])

    /// - Parameters:
    ///   - value: null is as good as nothing.
    ///   - place: for people, with the object.
    init(_ value: Value?, at place: @autoclosure () -> String) {
        guard let value, !value.isNull else {
            self = .absent
            return
        }
        do {
            self = .known(try Quantity(value))
        } catch {
            self = .unread(["\(place()) is \"\(Self.text(value))\""])
        }
    }

    /// As it stands there, cut where nobody would read on.
    static func text(_ value: Value) -> String { String((value.string ?? value.json()).prefix(64)) }

    /// Nil where it is absent, and where it cannot be read.
    var quantity: Quantity? {
        guard case .known(let quantity) = self else { return nil }
        return quantity
    }

    /// What cannot be read.
    var problems: [String] {
        guard case .unread(let places) = self else { return [] }
        return places
    }

    var isAbsent: Bool { self == .absent }

    /// What counts in its place where it is absent.
    func or(_ other: StatedQuantity) -> StatedQuantity { isAbsent ? other : self }

    /// Absent where one of them is, and where there are none.
    static func sum(_ quantities: [StatedQuantity]) -> StatedQuantity {
        guard !quantities.isEmpty, !quantities.contains(.absent) else { return .absent }
        let problems = quantities.flatMap(\.problems)
        guard problems.isEmpty else { return .unread(problems) }
        return .known(quantities.compactMap(\.quantity).reduce(.zero) { $0 + $1 })
    }
}

extension UnknownReason {
    /// Why nothing can be told of what hangs on quantities that cannot be read.
    ///
    /// - Parameter places: as `StatedQuantity` tells them.
    static func unread(_ places: [String]) -> UnknownReason {
        var told: [String] = []
        for place in places where !told.contains(place) { told.append(place) }
        return UnknownReason(.failed, "some quantities cannot be read: \(told.joined(separator: "; "))")
    }
}
