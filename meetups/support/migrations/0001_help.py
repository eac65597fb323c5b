import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0004_reviews_first'),
        ('accounts', '__first__'),
        ('initiatives', '0005_ends_and_help'),
    ]

    operations = [
        migrations.CreateModel(
            name='SupportRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('contact', 'word from us'), ('money', 'money'), ('people', 'people'), ('place', 'a place'), ('materials', 'things'), ('knowledge', 'knowledge'), ('promotion', 'making it known')], max_length=12, verbose_name='kind of help')),
                ('text', models.CharField(max_length=160, verbose_name='what you need')),
                ('needed_on', models.DateField(blank=True, null=True, verbose_name='needed before')),
                ('cents', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000000)], verbose_name='amount')),
                ('people', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='how many people')),
                ('hours', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='how many hours each')),
                ('state', models.CharField(choices=[('open', 'waits for an answer'), ('promised', 'promised'), ('declined', 'not possible'), ('withdrawn', 'no longer needed')], default='open', max_length=10, verbose_name='state')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='support_requests', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='support_requests', to='initiatives.initiative', verbose_name='initiative')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='support_requests', to='accounts.office', verbose_name='office')),
            ],
            options={
                'verbose_name': 'support request',
                'verbose_name_plural': 'support requests',
                'ordering': ['asked_at', 'pk'],
                'indexes': [models.Index(fields=['office', 'state', 'asked_at'], name='requests_of_an_office')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['contact', 'money', 'people', 'place', 'materials', 'knowledge', 'promotion']), ('state__in', ['open', 'promised', 'declined', 'withdrawn'])), name='supportrequest_codes'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('text'), 160), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('answer'), 2000)), name='supportrequest_lengths'), models.CheckConstraint(condition=models.Q(('kind', 'contact'), _negated=True), name='request_is_for_help'), models.CheckConstraint(condition=models.Q(('cents', None), ('cents__range', (1, 10000000)), _connector='OR'), name='request_amount_is_real'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='request_is_declined_for_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('contact', 'word from us'), ('money', 'money'), ('people', 'people'), ('place', 'a place'), ('materials', 'things'), ('knowledge', 'knowledge'), ('promotion', 'making it known')], max_length=12, verbose_name='kind of help')),
                ('text', models.CharField(max_length=160, verbose_name='what you promise')),
                ('cents', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000000)], verbose_name='amount')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='from the budget of')),
                ('people', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='how many people')),
                ('hours', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='how many hours each')),
                ('due_on', models.DateField(verbose_name='before')),
                ('is_once', models.BooleanField(default=False, verbose_name='once only')),
                ('then', models.CharField(blank=True, max_length=160, verbose_name='what comes after')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
                ('state', models.CharField(choices=[('promised', 'promised'), ('kept', 'kept'), ('withdrawn', 'withdrawn')], default='promised', max_length=10, verbose_name='state')),
                ('promised_at', models.DateTimeField(verbose_name='promised at')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='kept or withdrawn at')),
                ('why', models.CharField(blank=True, max_length=160, verbose_name='why it is withdrawn')),
                ('paid_cents', models.PositiveIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='paid')),
                ('paid_on', models.DateField(blank=True, null=True, verbose_name='paid on')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='promises', to='initiatives.initiative', verbose_name='initiative')),
                ('made_with', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='initiatives.event', verbose_name='promised with the decision')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='promises', to='accounts.office', verbose_name='office')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='promises', to=settings.AUTH_USER_MODEL, verbose_name='who does it')),
                ('promised_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='promised by')),
                ('request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='promises', to='support.supportrequest', verbose_name='asked as')),
            ],
            options={
                'verbose_name': 'promise',
                'verbose_name_plural': 'promises',
                'ordering': ['due_on', 'pk'],
                'indexes': [models.Index(fields=['office', 'state', 'due_on'], name='promises_of_an_office'), models.Index(fields=['office', 'year'], name='promises_by_year')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['contact', 'money', 'people', 'place', 'materials', 'knowledge', 'promotion']), ('state__in', ['promised', 'kept', 'withdrawn'])), name='promise_codes'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('text'), 160), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('then'), 160), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('why'), 160)), name='promise_lengths'), models.CheckConstraint(condition=models.Q(models.Q(('cents__range', (1, 10000000)), ('kind', 'money'), ('year__isnull', False)), models.Q(models.Q(('kind', 'money'), _negated=True), ('cents', None), ('year', None)), _connector='OR'), name='promise_of_money_has_an_amount'), models.CheckConstraint(condition=models.Q(models.Q(('is_once', True), _negated=True), models.Q(('then', ''), _negated=True), _connector='OR'), name='promise_once_says_what_comes_after', violation_error_message='Say what comes after it, or whom they can ask then.'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('state', 'promised')), models.Q(models.Q(('state', 'promised'), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='promise_is_settled_or_not'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='promise_is_withdrawn_for_a_reason', violation_error_message='Say why: the team reads it.'), models.CheckConstraint(condition=models.Q(('paid_cents', 0), models.Q(('kind', 'money'), ('paid_cents__lte', models.F('cents'))), _connector='OR'), name='promise_is_not_overpaid')],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='accounts.office', verbose_name='office')),
            ],
            options={
                'verbose_name': 'tag',
                'verbose_name_plural': 'tags',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('office', 'name'), name='one_tag_of_a_name'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('name'), 40)), name='tag_lengths')],
            },
        ),
        migrations.CreateModel(
            name='Dossier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assigned_at', models.DateTimeField(blank=True, null=True, verbose_name='assigned at')),
                ('last_side', models.CharField(blank=True, choices=[('team', 'the team'), ('office', 'the municipality')], max_length=10, verbose_name='who wrote last')),
                ('last_at', models.DateTimeField(blank=True, null=True, verbose_name='last written at')),
                ('initiative', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='dossier', to='initiatives.initiative', verbose_name='initiative')),
                ('reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='dossiers', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                ('tags', models.ManyToManyField(blank=True, related_name='dossiers', to='support.tag', verbose_name='tags')),
            ],
            options={
                'verbose_name': 'dossier',
                'verbose_name_plural': 'dossiers',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='YearBudget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2020), django.core.validators.MaxValueValidator(2099)], verbose_name='year')),
                ('cents', models.PositiveBigIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(10000000000)], verbose_name='budget')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='year_budgets', to='accounts.office', verbose_name='office')),
            ],
            options={
                'verbose_name': 'budget of a year',
                'verbose_name_plural': 'budgets of years',
                'ordering': ['-year'],
                'constraints': [models.UniqueConstraint(fields=('office', 'year'), name='one_budget_a_year'), models.CheckConstraint(condition=models.Q(('year__range', (2020, 2099)), ('cents__lte', 10000000000)), name='budget_is_real')],
            },
        ),
        migrations.CreateModel(
            name='DecisionText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(choices=[('approve', 'say yes'), ('ask-changes', 'ask for changes'), ('decline', 'say no')], max_length=12, verbose_name='decision')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('text_nl', models.TextField(max_length=2000, verbose_name='text (Dutch)')),
                ('text_en', models.TextField(max_length=2000, verbose_name='text (English)')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decision_texts', to='accounts.office', verbose_name='office')),
            ],
            options={
                'verbose_name': 'text of a decision',
                'verbose_name_plural': 'texts of decisions',
                'ordering': ['decision', 'name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('decision__in', ['approve', 'ask-changes', 'decline'])), name='decisiontext_codes'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('name'), 60), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('text_nl'), 2000), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('text_en'), 2000)), name='decisiontext_lengths'), models.UniqueConstraint(fields=('office', 'decision', 'name'), name='one_text_of_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Introduction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(max_length=160, verbose_name='why they should meet')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('first_answer', models.CharField(choices=[('waiting', 'not answered yet'), ('yes', 'yes'), ('no', 'no')], default='waiting', max_length=10, verbose_name='answer of the one')),
                ('second_answer', models.CharField(choices=[('waiting', 'not answered yet'), ('yes', 'yes'), ('no', 'no')], default='waiting', max_length=10, verbose_name='answer of the other')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='introductions', to=settings.AUTH_USER_MODEL, verbose_name='introduced by')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='introduced_first', to='initiatives.initiative', verbose_name='one plan')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='introductions', to='accounts.office', verbose_name='office')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='introduced_second', to='initiatives.initiative', verbose_name='the other plan')),
            ],
            options={
                'verbose_name': 'introduction',
                'verbose_name_plural': 'introductions',
                'ordering': ['-at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('first_answer__in', ['waiting', 'yes', 'no']), ('second_answer__in', ['waiting', 'yes', 'no'])), name='introduction_codes'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('why'), 160)), name='introduction_lengths'), models.UniqueConstraint(fields=('first', 'second'), name='introduced_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='introduction_of_two_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('team', 'the team'), ('office', 'the municipality')], max_length=10, verbose_name='of')),
                ('text', models.TextField(max_length=2000, verbose_name='message')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='messages', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='initiatives.initiative', verbose_name='initiative')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(fields=['initiative', 'at'], name='messages_of_a_plan')],
                'constraints': [models.CheckConstraint(condition=models.Q(('side__in', ['team', 'office'])), name='message_codes'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('text'), 2000)), name='message_lengths')],
            },
        ),
        migrations.CreateModel(
            name='PrivateNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='note for colleagues')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='private_notes', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='private_notes', to='initiatives.initiative', verbose_name='initiative')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='private_notes', to='accounts.office', verbose_name='office')),
            ],
            options={
                'verbose_name': 'note for colleagues',
                'verbose_name_plural': 'notes for colleagues',
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(fields=['initiative', 'at'], name='notes_of_a_plan')],
                'constraints': [models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('text'), 2000)), name='privatenote_lengths')],
            },
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('query', models.CharField(blank=True, max_length=500, verbose_name='what is chosen')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_filters', to='accounts.office', verbose_name='office')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_filters', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'saved filter',
                'verbose_name_plural': 'saved filters',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('office', 'user', 'name'), name='one_filter_of_a_name'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('name'), 40), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('query'), 500)), name='savedfilter_lengths')],
            },
        ),
    ]
