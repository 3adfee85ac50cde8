namespace CallGrains.Simulator.AvailableNumbers;

/// <summary>
/// A place with an area code: one or two for each state, enough to search by. Codes outside it have no place.
/// </summary>
internal sealed record Area(string State, string Code, string City, string Lata, string ZipPrefix)
{
    private const string Table = """
        AL 205 BIRMINGHAM 476 352
        AK 907 ANCHORAGE 832 995
        AZ 602 PHOENIX 666 850
        AR 501 LITTLE ROCK 528 722
        CA 213 LOS ANGELES 730 900
        CA 415 SAN FRANCISCO 722 941
        CO 303 DENVER 656 802
        CT 203 NEW HAVEN 920 065
        DE 302 WILMINGTON 228 198
        DC 202 WASHINGTON 236 200
        FL 305 MIAMI 460 331
        GA 404 ATLANTA 438 303
        HI 808 HONOLULU 834 968
        ID 208 BOISE 652 837
        IL 312 CHICAGO 358 606
        IN 317 INDIANAPOLIS 336 462
        IA 515 DES MOINES 632 503
        KS 316 WICHITA 532 672
        KY 502 LOUISVILLE 462 402
        LA 504 NEW ORLEANS 490 701
        ME 207 PORTLAND 120 041
        MD 410 BALTIMORE 238 212
        MA 617 BOSTON 128 021
        MI 313 DETROIT 340 482
        MN 612 MINNEAPOLIS 628 554
        MS 601 JACKSON 482 392
        MO 314 SAINT LOUIS 520 631
        MT 406 BILLINGS 648 591
        NE 402 OMAHA 644 681
        NV 702 LAS VEGAS 721 891
        NH 603 MANCHESTER 122 031
        NJ 201 NEWARK 224 071
        NM 505 ALBUQUERQUE 664 871
        NY 212 NEW YORK 132 100
        NC 919 RALEIGH 426 276
        NC 704 CHARLOTTE 422 282
        ND 701 FARGO 636 581
        OH 216 CLEVELAND 320 441
        OK 405 OKLAHOMA CITY 536 731
        OR 503 PORTLAND 672 972
        PA 215 PHILADELPHIA 228 191
        RI 401 PROVIDENCE 130 029
        SC 803 COLUMBIA 434 292
        SD 605 SIOUX FALLS 640 571
        TN 615 NASHVILLE 470 372
        TX 214 DALLAS 552 752
        TX 713 HOUSTON 560 770
        UT 801 SALT LAKE CITY 660 841
        VT 802 BURLINGTON 124 054
        VA 804 RICHMOND 248 232
        WA 206 SEATTLE 674 981
        WV 304 CHARLESTON 256 253
        WI 414 MILWAUKEE 356 532
        WY 307 CHEYENNE 654 820
        """;

    public static IReadOnlyList<Area> All { get; } = [.. Table.Split('\n').Select(line => line.Trim().Split(' ')).Select(parts =>
        new Area(parts[0], parts[1], string.Join(' ', parts[2..^2]), parts[^2], parts[^1]))];

    /// <summary>The place of a +1 number, if it is known.</summary>
    public static Area? Of(string number) =>
        number.Length == 12 && number.StartsWith("+1", StringComparison.Ordinal) ? All.FirstOrDefault(area => area.Code == number[2..5]) : null;

    /// <summary>The nearest one: the same first three digits, else the same first digit.</summary>
    public static Area? AtZip(string zip) =>
        All.FirstOrDefault(area => zip.StartsWith(area.ZipPrefix, StringComparison.Ordinal)) ?? All.FirstOrDefault(area => area.ZipPrefix[0] == zip[0]);
}
