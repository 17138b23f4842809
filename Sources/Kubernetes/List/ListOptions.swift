public import Value

/// Which objects a list or watch holds, and how it is read.
public struct ListOptions: Sendable, Hashable {
    /// Such as `app=web,tier in (a,b)`.
    public var labelSelector: String?
    /// Such as `spec.nodeName=node-1`.
    public var fieldSelector: String?
    /// Objects a page; nil means the client's own.
    public var pageSize: Int?
    /// Leaves out everything but metadata, which spares most of the bytes of large objects.
    public var metadataOnly: Bool
    /// A recent view is enough: the server answers from its cache, in one piece and without asking its store.
    ///
    /// Where that comes as JSON and is larger than `Limits.unpagedBytes`, or where the server refuses the form, the list is
    /// read by pages of JSON instead.
    public var isFromCache: Bool

    public init(
        labelSelector: String? = nil, fieldSelector: String? = nil, pageSize: Int? = nil, metadataOnly: Bool = false,
        isFromCache: Bool = false
    ) {
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.pageSize = pageSize
        self.metadataOnly = metadataOnly
        self.isFromCache = isFromCache
    }

    var query: [(String, String)] {
        var items: [(String, String)] = []
        if let labelSelector { items.append(("labelSelector", labelSelector)) }
        if let fieldSelector { items.append(("fieldSelector", fieldSelector)) }
        return items
    }
}

/// One page of a list.
public struct ListPage<Item: Sendable>: Sendable {
    public var items: [Item]
    /// Of the list as a whole: where a watch goes on from.
    public var resourceVersion: String
    /// Nil on the last page.
    public var continueToken: String?
    /// The list began anew because its continue token had expired: what came before this page does not count.
    public var isRestart: Bool

    public init(items: [Item], resourceVersion: String, continueToken: String? = nil, isRestart: Bool = false) {
        self.items = items
        self.resourceVersion = resourceVersion
        self.continueToken = continueToken
        self.isRestart = isRestart
    }
}

/// A list read to its end.
public struct Listing<Item: Sendable>: Sendable {
    public var items: [Item]
    /// Where a watch goes on from.
    public var resourceVersion: String

    public init(items: [Item], resourceVersion: String) {
        self.items = items
        self.resourceVersion = resourceVersion
    }
}

public typealias ObjectListing = Listing<Value>
