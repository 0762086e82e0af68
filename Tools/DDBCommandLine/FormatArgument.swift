import ArgumentParser
import DDBQuery

/// A result's format on the command line.
enum FormatArgument: String, ExpressibleByArgument, CaseIterable {
    case table, json, jsonl, csv

    var value: ResultFormat {
        switch self {
        case .table: .table
        case .json: .json
        case .jsonl: .jsonl
        case .csv: .csv
        }
    }
}
