#!/usr/bin/env python3
"""rename.py WORKTREE: renames to standard terms and moves the packages. Deterministic and idempotent; works on tracked files."""
import os, re, subprocess, sys

root = os.path.abspath(sys.argv[1])
def git(*a): return subprocess.check_output(['git', '-C', root, *a], text=True)
def tracked(): return [f for f in git('ls-files', '-z').split('\0') if f and os.path.isfile(os.path.join(root, f))]

# ---- 1. types (old name -> new name); files named after them follow.
TYPES = {
    'GrainAddress': 'FlowAddress', 'GrainHead': 'GrainSummary',
    'PostgresHeadColumns': 'PostgresSummaryColumns', 'SqliteHeadColumns': 'SqliteSummaryColumns',
    'GrainFacts': 'GrainProjection', 'CallFacts': 'CallProjection', 'LegFacts': 'LegProjection', 'ThreadFacts': 'ThreadProjection',
    'JoinFacts': 'JoinProjection', 'ConferenceFacts': 'ConferenceProjection', 'MembershipFacts': 'MembershipProjection', 'NewFacts': 'NewProjection',
    'Keeper': 'GrainPolicy', 'CallKeeper': 'CallPolicy', 'ConferenceKeeper': 'ConferencePolicy', 'ThreadKeeper': 'ThreadPolicy',
    'Verdict': 'Disposition', 'TokenVerdict': 'TokenCheck', 'VerdictAsync': 'DispositionAsync',
    'FoldedGrain': 'PassivatedGrain', 'FoldTests': 'PassivationTests', 'FoldAfter': 'PassivateAfter', 'foldAfter': 'passivateAfter',
    'FoldedCount': 'PassivatedCount', 'FoldedAsync': 'PassivatedAsync', 'WhenFoldedAsync': 'WhenPassivatedAsync', '_folded': '_passivated',
    'TryFold': 'TryPassivate', 'Folded': 'Passivated', 'IsFolded': 'IsPassivated', 'HasFolded': 'HasPassivated', 'UnfoldAsync': 'ReactivateAsync', 'Folds': 'Passivates',
    'GrainMail': 'Outbox', 'Mail': 'Outbox', '_mail': '_outbox',
    'PostgresShelf': 'PostgresPartition', 'OpenShelves': 'OpenPartitions', 'wholeShelvesOnly': 'wholePartitionsOnly',
    'LetterboxSubject': 'RelaySubject', 'ConferenceLetters': 'ConferenceProtocol', 'JoinLetter': 'JoinMessage', 'WithdrawLetter': 'WithdrawMessage',
    'LetterOf': 'MessageOf',
    'Weather': 'FaultProfile', 'Retelling': 'HistoryReplayer', 'RefusalJudge': 'RefusalProbe',
    'Diary': 'TraceLog', 'DiaryLine': 'TraceLine', 'Habits': 'CalleeBehavior', 'HabitsOf': 'BehaviorOf',
    'FakeDesk': 'FakeServices', 'FakeRoom': 'FakeConference', 'FakeRooms': 'FakeConferences',
    'FuzzPeople': 'FuzzCallers', 'MostPeople': 'MostCallers', 'FuzzPost': 'FuzzDelivery', 'MessageNews': 'MessageProgress',
    'SelfTestBook': 'SelfTestRegistry', 'CarrierDoor': 'CarrierEndpoint', 'CarrierDoors': 'CarrierEndpoints', 'BasicGate': 'BasicAuthentication',
    'FlowCensus': 'FlowUsage', 'LogBook': 'LogCapture',
    'IRateTurn': 'IRateLease', 'RateTurn': 'RateLease', 'CommandTurn': 'CommandLease', 'LeasedTurn': 'ClusterLease', 'WireTurn': 'WireLease', 'TurnEnd': 'LeaseEnd',
    'TurnTests': 'LeaseTests',
    'RivalTests': 'ConcurrentHostTests', 'DeathTests': 'SiloFailureTests', 'PressureTests': 'BackpressureTests', 'CrowdTests': 'LargeConferenceTests',
    'BridgeDesk': 'BridgeService', 'BxmlDesk': 'BxmlService', 'ConferenceDesk': 'ConferenceService', 'FaultDesk': 'FaultService', 'GatherDesk': 'GatherService',
    'MessageDesk': 'MessageService', 'NumberDesk': 'NumberService', 'RecordingDesk': 'RecordingService', 'TranscriptionDesk': 'TranscriptionService',
    'TransferDesk': 'TransferService', 'PostOffice': 'CallbackDispatcher', 'CallLife': 'CallLifecycle', 'SipBook': 'SipRegistry',
}
FUZZ = r'^src/CallGrains\.Testing/|^tests/CallGrains\.(Testing|Tool|Flows|Cluster)\.Tests/|^docs/|README\.md$'
NOSIM = r'^(?!src/CallGrains\.Simulator/|tests/CallGrains\.(Simulator|Phone)\.Tests/)'
KERNEL = r'^src/CallGrains\.(Flows|Abstractions)/|^tests/CallGrains\.(Flows|Cluster)\.Tests/|^tests/CallGrains\.Tool\.Tests/Fuzzing/'
UNQ = r'(?<!["\\\w$-])%s(?!["\\\w-])'   # not a quoted JSON or metric name

# ---- 2. other identifiers and words: (paths, pattern, replacement)
RULES = [
    # packages
    (r'', r'\bCallGrains\.Carriers\.Tests[./\\]Bandwidth\b', 'CallGrains.Bandwidth.Tests'),
    (r'', r'\bCallGrains\.Carriers\.Tests\b', 'CallGrains.Bandwidth.Tests'),
    (r'', r'\bCallGrains\.Carriers[./\\]Bandwidth\b', 'CallGrains.Bandwidth'),
    (r'', r'\bCallGrains\.Carriers\b', 'CallGrains.Bandwidth'),
    (r'', r'\bCallGrains\.Grains\b', 'CallGrains.Orleans'),
    (r'', r'\bCallGrains\.Host\.Flows\b', 'CallGrains.Samples'),
    (r'', r'\bCallGrains\.Host/Flows\b', 'CallGrains.Samples'),
    (r'', r'\bCallGrains\.Web\b', 'CallGrains.Simulator.Web'),
    (r'', r'(tests[/\\]|\.\./)CallGrains\.(Ingress|Operations)\.Tests\b', r'\1CallGrains.AspNetCore.Tests'),
    (r'', r'\bsrc([/\\])CallGrains\.(Ingress|Operations|Hosting)\1(?=[A-Za-z])(?!CallGrains\.)', r'src\1CallGrains.AspNetCore\1\2\1'),
    (r'', r'\bsrc([/\\])CallGrains\.(Ingress|Operations|Hosting)\b', r'src\1CallGrains.AspNetCore'),
    (r'\.csproj$', r'CallGrains\.(Ingress|Operations|Hosting)(?=[/\\."])', 'CallGrains.AspNetCore'),
    (r'(\.md|^callgrains)$', r'\bCallGrains\.(Ingress|Operations|Hosting)\b', 'CallGrains.AspNetCore'),
    (r'\.cs$', r'\bCallGrains\.(Ingress|Operations|Hosting|Http)\b', r'CallGrains.AspNetCore.\1'),
    # folders of the kernel, as texts name them
    (r'\.(cs|md|csproj)$', r'(?<![\w/.])(Kernel|Hosting|Governing)/(?=(?:\w+/)?\w+(\.\w+)*\.cs\b)', lambda m: m.group(0) if KEEP_FOLDER(m) else 'Runtime/' + m.group(0)),
    (r'', r'\bKernel/Keepers/', 'Kernel/Policies/'),
    (r'', r'CallGrains\.Flows/(Kernel|Hosting|Governing)/', r'CallGrains.Flows/Runtime/\1/'),
    (r'', r'CallGrains\.Flows/(Addressing|Carriers|Commands|Events|Journal|Routing)\b', r'CallGrains.Abstractions/\1'),
    # summary (head)
    (NOSIM + r'.*\.(cs|md)$', r'\bReadHeadAsync\b', 'ReadSummaryAsync'),
    (NOSIM + r'.*\.(cs|md)$', r'\bReadHead\b', 'ReadSummary'),
    (NOSIM + r'.*\.cs$', r'\bHead\b', 'Summary'),
    (NOSIM + r'.*\.cs$', r'\bHeads\b', 'Summaries'),
    (NOSIM + r'.*\.cs$', r'\bFullHead\b', 'FullSummary'),
    (NOSIM + r'.*\.cs$', r'\bRandomHead\b', 'RandomSummary'),
    (NOSIM + r'.*\.cs$', r'(?<![\w"</.])_head\b', '_summary'),
    (NOSIM + r'.*\.cs$', r'(?<![\w"</.])_heads\b', '_summaries'),
    (NOSIM + r'.*\.cs$', r'(?<![\w"</.-])head\b(?![">-])', 'summary'),
    (NOSIM + r'.*\.cs$', r'(?<=name=")head(?=")', 'summary'),
    (NOSIM + r'.*\.cs$', r'(?<![A-Za-z"</])(a|A)_head_', r'\1_summary_'),
    (NOSIM + r'.*\.cs$', r'(?<=its_)head(?=_|\b)', 'summary'),
    # projection (facts)
    (KERNEL + r'.*\.(cs|md)$' if False else KERNEL, r'\bFacts\b', 'Projection'),
    (KERNEL, r'\b_facts\b', '_projection'),
    (KERNEL, r'(?<![\w"])facts\b(?!")', 'projection'),
    (KERNEL, r'(?<=name=")facts(?=")', 'projection'),
    (r'^src/CallGrains\.Testing/Worlds/|^tests/CallGrains\.(Grains|Orleans)\.Tests/', r'\bFacts\b', 'Conditions'),
    (r'^src/CallGrains\.Testing/Worlds/|^tests/CallGrains\.(Grains|Orleans)\.Tests/', r'\b_facts\b', '_conditions'),
    # policy (keeper)
    (KERNEL, r'(?<![\w"])keeper\b(?!")', 'policy'),
    (KERNEL, r'\bKeepers\b', 'Policies'),
    # disposition (verdict)
    (r'\.cs$', r'(?<=name=")verdict(?=")', 'disposition'),
    (r'\.(cs|md)$', UNQ % 'verdict', 'disposition'),
    (r'\.(cs|md)$', UNQ % 'verdicts', 'dispositions'),
    (r'\.cs$', r'\bVerdicts_keep', 'Dispositions_keep'),
    # classify (judge), probe, invariant checker
    (r'^src/CallGrains\.Testing/Fuzzing/', r'\bJudge\b', 'InvariantChecker'),
    (r'^src/CallGrains\.Testing/Fuzzing/', r'(?<![\w"])judge\b(?!")', 'checker'),
    (r'^src/CallGrains\.(Carriers|Bandwidth)/', r'\b_judge\b', '_probe'),
    (r'^src/CallGrains\.(Carriers|Bandwidth)/', r'\bJudgeAsync\b', 'ProbeAsync'),
    (r'^src/CallGrains\.(Carriers|Bandwidth)/', r'\bJudge\b', 'Classify'),
    (r'^src/CallGrains\.(Flows)/|^tests/CallGrains\.(Flows|Tool)\.Tests/', r'\b_sequencer\.Judge\b', '_sequencer.Classify'),
    (r'^src/CallGrains\.(Flows)/', r'\bpublic Receipt Judge\(', 'public Receipt Classify('),
    (r'^tests/CallGrains\.(Flows|Tool)\.Tests/', r'\.Judge\(', '.Classify('),
    (r'^src/CallGrains\.(Flows)/', r'\bJudged\b', 'Classified'),
    (r'^src/CallGrains\.(Flows)/', r'\bJudges\b', 'Classifies'),
    (r'^src/CallGrains\.(Ingress|Operations|AspNetCore)/', r'\bJudgeName\b', 'CheckName'),
    (r'^src/CallGrains\.(Ingress|Operations|AspNetCore)/|^tests/CallGrains\.(Ingress|Operations|AspNetCore)\.Tests/', r'\bJudge\b', 'Check'),
    (r'^src/CallGrains\.(Ingress|Operations|AspNetCore)/', r'\bJudges\b', 'Checks'),
    (r'^tests/CallGrains\.EndToEnd\.Tests/', r'\bJudgeAsync\b', 'CheckAsync'),
    (r'^tests/CallGrains\.EndToEnd\.Tests/', r'\bJudge\b', 'Check'),
    (r'^tests/CallGrains\.Benchmarks/', r'\bJudge\b', 'Classify'),
    # partition (shelf): not in SQL
    (r'^src/CallGrains\.Storage/Postgres/PostgresWriteSession', r'\b_shelf\b', '_partition'),
    (r'^src/CallGrains\.Storage/|^tests/CallGrains\.Storage\.Tests/', r'(?<=name=")shelf(?=")', 'partition'),
    # lease (turn of a request)
    (r'^src/CallGrains\.(Grains|Orleans)/Rates/', r'(?<![\w"])turn\b(?!")', 'lease'),
    (r'^src/CallGrains\.(Grains|Orleans)/Rates/', r'\b_turns\b', '_leases'),
    (r'^src/CallGrains\.Flows/(Runtime/)?Governing/|^src/CallGrains\.Abstractions/Governing/', r'(?<![\w"])turn\b(?!")', 'lease'),
    (r'^src/CallGrains\.Flows/(Runtime/)?Governing/|^src/CallGrains\.Abstractions/Governing/', r'\bturns\b', 'leases'),
    (r'^src/CallGrains\.Flows/(Runtime/)?Governing/', r'\b_turn\b', '_lease'),
    (r'^src/CallGrains\.Flows/(Runtime/)?Governing/', r'\bTurn\b', 'Lease'),
    (r'^src/CallGrains\.Flows/(Runtime/)?Governing/', r'\bInTurn\b', 'InOrder'),
    (r'^src/CallGrains\.(Carriers|Bandwidth)/Rest/BandwidthHttp|^src/CallGrains\.Carriers/Bandwidth/Rest/BandwidthHttp', r'\bturn\b', 'lease'),
    (r'', r'\bTurns_of_a_dead_silo\b', 'Leases_of_a_dead_silo'),
    # messages of the conference protocol (letters)
    (r'^src/CallGrains\.Flows/|^tests/CallGrains\.(Flows|Tool|Cluster)\.Tests/(Conferences|Fuzzing)/', r'(?<![\w"])letter\b(?!")', 'message'),
    (r'^src/CallGrains\.Flows/Conferences/', r'(?<![\w"])letters\b(?!")', 'messages'),
    (r'^src/CallGrains\.Flows/|^tests/CallGrains\.(Flows|Tool)\.Tests/(Conferences|Fuzzing)/', r'\bLetter\b', 'Message'),
    # fault profile
    (FUZZ, r'\bweather\b', 'fault profile'),
    (r'^src/CallGrains\.Testing/Worlds/|^src/CallGrains\.Testing/', r'\bdiary\b', 'trace'),
    (r'^src/CallGrains\.Testing/', r'\b_diary\b', '_trace'),
    # passivate (fold)
    (NOSIM + r'.*\.(cs|md)$', r'(?<![A-Za-z])folded(?![A-Za-z])', 'passivated'),
    (NOSIM + r'.*\.(cs|md)$', r'(?<![A-Za-z])folds(?![A-Za-z])', 'passivates'),
    (NOSIM + r'.*\.(cs|md)$', r'(?<![A-Za-z])fold(?![A-Za-z])', 'passivate'),
    (NOSIM + r'.*\.(cs|md)$', r'(?<![A-Za-z])folding(?![A-Za-z])', 'passivation'),
    (NOSIM + r'.*\.(cs|md)$', r'(?<![A-Za-z])unfolded(?![A-Za-z])', 'reactivated'),
    (NOSIM + r'.*\.(cs|md)$', r'(?<![A-Za-z])unfolds?(?![A-Za-z])', 'reactivates'),
    (NOSIM + r'.*\.cs$', r'\bfoldedAt\b', 'passivatedAt'),
]
def KEEP_FOLDER(m):
    p = CURRENT
    return not (p.startswith('tests/CallGrains.Tool.Tests/Fuzzing/') or (p.startswith('src/CallGrains.Flows/') and p.endswith('.md')))
# words that change in comments only (SQL keeps them)
COMMENT = [(r'\bshelves\b', 'partitions'), (r'\bshelf\b', 'partition'), (r'\bheads\b', 'summaries'), (r'\bletterbox\b', 'relay'), (r'\bkeepers?\b', 'policy')]
COMMENT_PATHS = re.compile(r'^src/CallGrains\.(Storage|Flows|Abstractions|Testing|Orleans|Grains)/|^tests/CallGrains\.Storage')
SKIP = re.compile(r'/(Fixtures|Golden|Histories)/.*\.(json|txt|jsonl)$|\.sql$|/Web/Page/|^src/Shared/Web/.*\.(js|css)$|^tests/node-clients/|\.(svg|png|wav|ico)$|^docs/(glossary|decisions/)')

def text_pass(path, s):
    global CURRENT
    CURRENT = path
    s = TYPE_RX.sub(lambda m: TYPES[m.group(0)], s) if path.endswith(('.cs', '.md', '.csproj', '.json', '.txt', '.yml', '.props')) or path == 'callgrains' else s
    for paths, pat, rep in COMPILED:
        if paths is None or paths.search(path):
            s = pat.sub(rep, s)
    if path.endswith('.cs') and COMMENT_PATHS.search(path):
        out = []
        for line in s.split('\n'):
            i = line.find('//')
            if i >= 0 and '://' not in line[max(0, i - 1):i + 2]:
                tail = line[i:]
                for a, b in COMMENT: tail = re.sub(a, b, tail)
                line = line[:i] + tail
            out.append(line)
        s = '\n'.join(out)
    return s
TYPE_RX = re.compile(r'\b(' + '|'.join(sorted(map(re.escape, TYPES), key=len, reverse=True)) + r')\b')
COMPILED = [(re.compile(p) if p else None, re.compile(q), r) for p, q, r in RULES]

# ---- 3. moves
def move_of(p):
    def sub(pairs, q):
        for a, b in pairs:
            if q.startswith(a): return b + q[len(a):]
        return q
    name = os.path.basename(p)
    F, A = 'src/CallGrains.Flows/', 'src/CallGrains.Abstractions/'
    special = {
        F + 'Conferences/ConferenceCommands.cs': A + 'Commands/ConferenceCommands.cs',
        F + 'Threads/Keywords.cs': A + 'Threads/Keywords.cs',
        F + 'Recordings/RecordingMedia.cs': A + 'Carriers/RecordingMedia.cs',
        F + 'Hosting/CarrierSet.cs': A + 'Carriers/CarrierSet.cs',
        F + 'Governing/IRateLimiter.cs': A + 'Governing/IRateLimiter.cs',
        F + 'Routing/Signals.cs': F + 'Scripts/Signals.cs',
        F + 'Kernel/FlowExceptions.cs': F + 'Authoring/FlowExceptions.cs',
        F + 'Authoring/FlowCensus.cs': F + 'Runtime/Registry/FlowUsage.cs',
        F + 'Authoring/FlowRegistry.cs': F + 'Runtime/Registry/FlowRegistry.cs',
        F + 'Authoring/FlowDefinition.cs': F + 'Runtime/Registry/FlowDefinition.cs',
        'src/CallGrains.Ingress/CallGrains.Ingress.csproj': None, 'src/CallGrains.Operations/CallGrains.Operations.csproj': None,
        'src/CallGrains.Hosting/CallGrains.Hosting.csproj': None,
        'src/CallGrains.Ingress/PublicApi.txt': None, 'src/CallGrains.Operations/PublicApi.txt': None,
        'src/CallGrains.Hosting/PublicApi.txt': 'src/CallGrains.AspNetCore/PublicApi.txt',
        'src/CallGrains.Hosting/README.md': 'src/CallGrains.AspNetCore/README.md',
        'tests/CallGrains.Ingress.Tests/CallGrains.Ingress.Tests.csproj': None, 'tests/CallGrains.Operations.Tests/CallGrains.Operations.Tests.csproj': None,
        'src/CallGrains.Carriers/CallGrains.Carriers.csproj': 'src/CallGrains.Bandwidth/CallGrains.Bandwidth.csproj',
        'src/CallGrains.Grains/CallGrains.Grains.csproj': 'src/CallGrains.Orleans/CallGrains.Orleans.csproj',
        'tests/CallGrains.Carriers.Tests/CallGrains.Carriers.Tests.csproj': 'tests/CallGrains.Bandwidth.Tests/CallGrains.Bandwidth.Tests.csproj',
        'tests/CallGrains.Grains.Tests/CallGrains.Grains.Tests.csproj': 'tests/CallGrains.Orleans.Tests/CallGrains.Orleans.Tests.csproj',
        'src/Shared/Web/EmbeddedPage.cs': 'src/CallGrains.Simulator/Web/EmbeddedPage.cs',
    }
    q = special.get(p, p)
    if q is None: return None
    q = sub([
        (F + 'Addressing/', A + 'Addressing/'), (F + 'Carriers/', A + 'Carriers/'), (F + 'Commands/', A + 'Commands/'), (F + 'Events/', A + 'Events/'),
        (F + 'Journal/', A + 'Journal/'), (F + 'Routing/', A + 'Routing/'),
        (F + 'Kernel/Keepers/', F + 'Runtime/Kernel/Policies/'), (F + 'Kernel/', F + 'Runtime/Kernel/'), (F + 'Hosting/', F + 'Runtime/Hosting/'), (F + 'Governing/', F + 'Runtime/Governing/'),
        ('src/CallGrains.Ingress/Http/', 'src/CallGrains.AspNetCore/Http/'), ('src/CallGrains.Ingress/', 'src/CallGrains.AspNetCore/Ingress/'),
        ('src/CallGrains.Operations/', 'src/CallGrains.AspNetCore/Operations/'), ('src/CallGrains.Hosting/', 'src/CallGrains.AspNetCore/Hosting/'),
        ('tests/CallGrains.Ingress.Tests/Http/', 'tests/CallGrains.AspNetCore.Tests/Http/'),
        ('tests/CallGrains.Ingress.Tests/', 'tests/CallGrains.AspNetCore.Tests/Ingress/'), ('tests/CallGrains.Operations.Tests/', 'tests/CallGrains.AspNetCore.Tests/Operations/'),
        ('src/CallGrains.Carriers/Bandwidth/', 'src/CallGrains.Bandwidth/'), ('src/CallGrains.Carriers/', 'src/CallGrains.Bandwidth/'),
        ('tests/CallGrains.Carriers.Tests/Bandwidth/', 'tests/CallGrains.Bandwidth.Tests/'), ('tests/CallGrains.Carriers.Tests/', 'tests/CallGrains.Bandwidth.Tests/'),
        ('src/CallGrains.Grains/', 'src/CallGrains.Orleans/'), ('tests/CallGrains.Grains.Tests/', 'tests/CallGrains.Orleans.Tests/'),
        ('src/CallGrains.Host/Flows/', 'src/CallGrains.Samples/'), ('src/Shared/Web/', 'src/CallGrains.Simulator/Web/Page/'),
    ], q)
    d, name = os.path.split(q)
    if name.endswith('.cs'):
        first, rest = name.split('.', 1)
        first = TYPES.get(first, first)
        if first == 'Judge' and '/Fuzzing/' in q: first = 'InvariantChecker'
        if first == 'Facts' and ('Testing/Worlds' in q or 'Orleans.Tests' in q): first = 'Conditions'
        if first.endswith('Tests') and first[:-5] in TYPES: first = TYPES[first[:-5]] + 'Tests'
        q = f'{d}/{first}.{rest}' if d else f'{first}.{rest}'
    return q

# ---- 4. namespaces by folder
NS = [
    ('src/CallGrains.Abstractions/Commands/', 'CallGrains.Commands'), ('src/CallGrains.Abstractions/Events/', 'CallGrains.Events'),
    ('src/CallGrains.Abstractions/Journal/', 'CallGrains.Journals'), ('src/CallGrains.Abstractions/', 'CallGrains'),
    ('src/CallGrains.Flows/Runtime/', 'CallGrains.Flows.Runtime'),
]
def namespace_pass(p, s):
    for prefix, ns in NS:
        if p.startswith(prefix):
            return re.sub(r'^namespace CallGrains(\.Flows|\.Commands|\.Events|\.Journals)?(\.Runtime)?;', f'namespace {ns};', s, flags=re.M)
    return s

def write(p, s):
    full = os.path.join(root, p)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, 'w', encoding='utf-8', newline='') as f: f.write(s)
def read(p):
    with open(os.path.join(root, p), encoding='utf-8', newline='') as f: return f.read()

def moves():
    for p in tracked():
        q = move_of(p)
        if q == p: continue
        if q is None:
            git('rm', '-q', '--cached', p); os.remove(os.path.join(root, p)); continue
        full = os.path.join(root, q)
        if os.path.exists(full): sys.exit(f'{q} exists already (from {p})')
        os.makedirs(os.path.dirname(full), exist_ok=True)
        git('mv', p, q)
    for p in ('src/Shared', 'src/CallGrains.Ingress', 'src/CallGrains.Operations', 'src/CallGrains.Hosting', 'src/CallGrains.Carriers', 'src/CallGrains.Grains', 'src/CallGrains.Host/Flows',
              'tests/CallGrains.Ingress.Tests', 'tests/CallGrains.Operations.Tests', 'tests/CallGrains.Carriers.Tests', 'tests/CallGrains.Grains.Tests'):
        full = os.path.join(root, p)
        if os.path.isdir(full) and not git('ls-files', p).strip():
            import shutil; shutil.rmtree(full)

def texts():
    for p in tracked():
        if SKIP.search(p): continue
        try: s = read(p)
        except UnicodeDecodeError: continue
        t = text_pass(p, s) if p != 'CallGrains.sln' else s
        if p.endswith('.cs'): t = namespace_pass(p, t)
        if t != s: write(p, t)

# ---- 5. projects
NEW = {
'src/CallGrains.Abstractions/CallGrains.Abstractions.csproj': """<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <Description>What all parts of CallGrains share: events, commands, the journal's format, addresses and the seams. Names no carrier.</Description>
    <RootNamespace>CallGrains</RootNamespace>
  </PropertyGroup>

  <ItemGroup>
    <Using Include="CallGrains.Commands" />
    <Using Include="CallGrains.Events" />
    <Using Include="CallGrains.Journals" />
  </ItemGroup>

  <ItemGroup>
    <InternalsVisibleTo Include="CallGrains.Bandwidth" />
    <InternalsVisibleTo Include="CallGrains.Bandwidth.Tests" />
    <InternalsVisibleTo Include="CallGrains.Cluster.Tests" />
    <InternalsVisibleTo Include="CallGrains.Flows" />
    <InternalsVisibleTo Include="CallGrains.Flows.Tests" />
    <InternalsVisibleTo Include="CallGrains.Testing" />
    <InternalsVisibleTo Include="CallGrains.Testing.Orleans" />
    <InternalsVisibleTo Include="CallGrains.Testing.Tests" />
    <InternalsVisibleTo Include="callgrains-tool" />
  </ItemGroup>
</Project>
""",
'src/CallGrains.AspNetCore/CallGrains.AspNetCore.csproj': """<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <Description>CallGrains for ASP.NET Core: callback endpoints, the control API with health and description, and a whole host set up by configuration.</Description>
  </PropertyGroup>

  <ItemGroup>
    <FrameworkReference Include="Microsoft.AspNetCore.App" />
    <PackageReference Include="Microsoft.AspNetCore.OpenApi" />
    <ProjectReference Include="../CallGrains.Bandwidth/CallGrains.Bandwidth.csproj" />
    <!-- Not "analyzers", as by default: whoever gets Flows through this package gets the rules for flows too. -->
    <ProjectReference Include="../CallGrains.Flows/CallGrains.Flows.csproj" PrivateAssets="contentfiles;build" />
    <ProjectReference Include="../CallGrains.Storage/CallGrains.Storage.csproj" />
  </ItemGroup>

  <ItemGroup>
    <InternalsVisibleTo Include="CallGrains.AspNetCore.Tests" />
  </ItemGroup>
</Project>
""",
'src/CallGrains.Samples/CallGrains.Samples.csproj': """<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <IsPackable>false</IsPackable>
  </PropertyGroup>

  <ItemGroup>
    <ProjectReference Include="../CallGrains.Analyzers/CallGrains.Analyzers.csproj" OutputItemType="Analyzer" ReferenceOutputAssembly="false" />
    <ProjectReference Include="../CallGrains.Flows/CallGrains.Flows.csproj" />
  </ItemGroup>
</Project>
""",
'tests/CallGrains.AspNetCore.Tests/CallGrains.AspNetCore.Tests.csproj': """<Project Sdk="Microsoft.NET.Sdk">
  <ItemGroup>
    <FrameworkReference Include="Microsoft.AspNetCore.App" />
    <ProjectReference Include="../../src/CallGrains.AspNetCore/CallGrains.AspNetCore.csproj" />
    <ProjectReference Include="../../src/CallGrains.Bandwidth/CallGrains.Bandwidth.csproj" />
  </ItemGroup>
</Project>
""",
}
ABSTRACTIONS = '    <ProjectReference Include="../CallGrains.Abstractions/CallGrains.Abstractions.csproj" />\n'
PROPS_USINGS = """
  <!-- The libraries and their tests name events, commands, the journal and the kernel everywhere. -->
  <ItemGroup Condition="'$(CallGrainsUsings)' == 'true'">
    <Using Include="CallGrains" />
    <Using Include="CallGrains.Commands" />
    <Using Include="CallGrains.Events" />
    <Using Include="CallGrains.Flows.Runtime" />
    <Using Include="CallGrains.Journals" />
  </ItemGroup>
"""
def projects():
    for p, s in NEW.items():
        if not os.path.exists(os.path.join(root, p)): write(p, s)
    for p in tracked():
        if not p.endswith('.csproj'): continue
        s = t = read(p)
        t = re.sub(r'\n *<!-- Orleans has a GrainAddress of its own[^\n]*-->', '', t)
        t = re.sub(r'\n *<!-- Orleans has a FlowAddress of its own[^\n]*-->', '', t)
        t = re.sub(r'\n *<Using Include="CallGrains\.Flows\.\w+Address" Alias="\w+Address" />', '', t)
        t = re.sub(r'\n *<ItemGroup>\s*</ItemGroup>(\n(?=\n|</Project>))?', '', t)
        t = t.replace('    <Compile Include="../CallGrains.Samples/*.cs" LinkBase="Fuzzing/Samples" />\n', '')
        if p == 'src/CallGrains.Flows/CallGrains.Flows.csproj' and 'Abstractions.csproj' not in t:
            t = t.replace('  <!-- Whoever writes flows', '  <ItemGroup>\n' + ABSTRACTIONS + '  </ItemGroup>\n\n  <!-- Whoever writes flows', 1)
            have = set(re.findall(r'InternalsVisibleTo Include="([^"]+)"', t))
            want = sorted(have | {'CallGrains.Bandwidth', 'CallGrains.Orleans', 'CallGrains.Testing.Orleans', 'CallGrains.AspNetCore'})
            t = re.sub(r'(    <InternalsVisibleTo [^\n]*\n)+', ''.join(f'    <InternalsVisibleTo Include="{w}" />\n' for w in want), t, count=1)
        if p in ('src/CallGrains.Host/CallGrains.Host.csproj', 'src/CallGrains.Tool/CallGrains.Tool.csproj') and 'Samples.csproj' not in t:
            t = t.replace('    <PackageReference', '    <ProjectReference Include="../CallGrains.Samples/CallGrains.Samples.csproj" />\n    <PackageReference', 1)
            t = re.sub(r'\n\n *<!-- The host\'s sample flows[^\n]*\n *<ItemGroup>\s*</ItemGroup>', '', t)
            t = re.sub(r'\n *<!-- The host\'s sample flows[^\n]*', '', t)
        if p == 'src/CallGrains.Simulator/CallGrains.Simulator.csproj':
            t = re.sub(r'  <ItemGroup>\n *<Compile Include="\.\.\\Shared\\Web\\EmbeddedPage\.cs"[^\n]*\n', '  <ItemGroup>\n', t)
            t = t.replace(';..\\Shared\\Web\\*.css;..\\Shared\\Web\\*.js', '')
        lines, seen, out = t.split('\n'), set(), []
        for l in lines:
            m = re.match(r' *<ProjectReference Include="([^"]+)"', l)
            if m:
                if m.group(1) in seen: continue
                seen.add(m.group(1))
            out.append(l)
        t = '\n'.join(out)
        if t != s: write(p, t)
    p = 'Directory.Build.props'
    s = read(p)
    if 'CallGrainsUsings' not in s:
        s = s.replace("""    <IsTestProject>$(MSBuildProjectName.EndsWith('.Tests'))</IsTestProject>
""", """    <IsTestProject>$(MSBuildProjectName.EndsWith('.Tests'))</IsTestProject>
    <CallGrainsUsings Condition="!$(MSBuildProjectName.Contains('Simulator')) and '$(MSBuildProjectName)' != 'CallGrains.Phone.Tests' and '$(MSBuildProjectName)' != 'CallGrains.Templates' and '$(MSBuildProjectName)' != 'CallGrains.Abstractions' and !$(MSBuildProjectName.StartsWith('CallGrains.Analyzers'))">true</CallGrainsUsings>
""", 1)
        i = s.rindex('\n  <ItemGroup>\n    <PackageReference Include="Microsoft.CodeAnalysis.BannedApiAnalyzers"')
        s = s[:i] + PROPS_USINGS + s[i:]
        write(p, s)

# ---- 6. usings of CallGrains.Flows where nothing of it is named any more
TYPEDEF = re.compile(r'^\s*(?:public|internal|file)(?: (?:sealed|static|abstract|partial|readonly|file|unsafe|ref))* (?:class|record struct|record class|record|struct|interface|enum) (\w+)', re.M)
def usings():
    names = set()
    for p in tracked():
        if p.startswith('src/CallGrains.Flows/') and not p.startswith('src/CallGrains.Flows/Runtime/') and p.endswith('.cs'):
            s = read(p)
            if 'namespace CallGrains.Flows;' in s: names |= set(TYPEDEF.findall(s))
    rx = re.compile(r'\b(' + '|'.join(sorted(names)) + r')\b|\[Flow\(')
    for p in tracked():
        if not p.endswith('.cs') or '/content/' in p: continue
        s = read(p)
        if 'using CallGrains.Flows;\n' in s:
            body = '\n'.join(l for l in s.split('\n') if not l.lstrip().startswith('using '))
            bare = re.sub(r'(?<!/)//(?!/).*', '', body); bare = re.sub(r'(?<!cref=)"(\\.|[^"\\\n])*"', '""', bare)
            bare = re.sub(r'///(.*)', lambda m: ' '.join(re.findall(r'cref="[^"]*', m.group(1))), bare) if False else bare
            if not rx.search(bare): write(p, s.replace('using CallGrains.Flows;\n', '', 1).lstrip('\n'))

moves(); texts(); projects(); usings()
git('add', '-A')
