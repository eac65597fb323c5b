import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import meetups.initiatives.models.plan
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('initiatives', '0002_meetup_events'),
        ('neighbourhoods', '0003_places'),
    ]

    operations = [
        migrations.CreateModel(
            name='RightsRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email_sealed', models.BinaryField(verbose_name='e-mail address')),
                ('token_sealed', models.BinaryField(verbose_name='link')),
                ('token_digest', models.CharField(max_length=64, unique=True, verbose_name='digest of the link')),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('created_at', models.DateTimeField(db_index=True, verbose_name='made at')),
            ],
            options={
                'verbose_name': 'request of a guest for their data',
                'verbose_name_plural': 'requests of guests for their data',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('token_digest'), 64)), name='rightsrequest_lengths')],
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(choices=[('weekly', 'Every week'), ('fortnightly', 'Every two weeks'), ('monthly', 'Every month, on the same weekday'), ('by_hand', 'Dates that you choose yourself')], max_length=12, verbose_name='how often')),
                ('created_at', models.DateTimeField(verbose_name='made at')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='series', to='initiatives.initiative', verbose_name='initiative')),
            ],
            options={
                'verbose_name': 'series',
                'verbose_name_plural': 'series',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('rule__in', ['weekly', 'fortnightly', 'monthly', 'by_hand'])), name='series_codes')],
            },
        ),
        migrations.CreateModel(
            name='Meetup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('code', models.CharField(default=meetups.initiatives.models.plan.public_code, editable=False, max_length=10, unique=True, verbose_name='code')),
                ('state', models.CharField(choices=[('draft', 'Only the team sees it'), ('shown', 'Open'), ('cancelled', 'Cancelled')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('is_listed', models.BooleanField(default=True, help_text='If not, only people with the link find it.', verbose_name='in the agenda')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('about', models.TextField(blank=True, max_length=2000, verbose_name='what you do there')),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('doors_open_at', models.DateTimeField(blank=True, null=True, verbose_name='doors open')),
                ('closes_at', models.DateTimeField(blank=True, help_text='Leave it open: until it starts.', null=True, verbose_name='people can sign up until')),
                ('way', models.CharField(choices=[('on_site', 'At a place'), ('online', 'Online'), ('both', 'At a place and online')], default='on_site', max_length=10, verbose_name='how')),
                ('place_name', models.CharField(blank=True, max_length=160, verbose_name='place')),
                ('address', models.CharField(blank=True, max_length=160, verbose_name='address')),
                ('hides_address', models.BooleanField(default=False, verbose_name='only guests who said yes see the place and the address')),
                ('route', models.CharField(blank=True, max_length=160, verbose_name='how to find it')),
                ('online_link', models.URLField(blank=True, help_text='Only guests who said yes see it.', max_length=500, verbose_name='link to the online meeting')),
                ('languages', models.JSONField(blank=True, default=list, verbose_name='languages')),
                ('step_free', models.BooleanField(blank=True, null=True, verbose_name='without steps or thresholds')),
                ('children', models.BooleanField(blank=True, null=True, verbose_name='children can come along')),
                ('costs', models.PositiveIntegerField(default=0, help_text='In euros.', validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='costs')),
                ('bring', models.CharField(blank=True, max_length=160, verbose_name='what to bring')),
                ('needs_asked', models.JSONField(blank=True, default=list, verbose_name='what you can take into account')),
                ('capacity', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='how many people can come')),
                ('seats_taken', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='seats taken')),
                ('party_most', models.PositiveSmallIntegerField(default=2, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(4)], verbose_name='how many people one guest can sign up')),
                ('has_waiting_list', models.BooleanField(default=True, verbose_name='waiting list')),
                ('is_closed', models.BooleanField(default=False, editable=False, verbose_name='closed for signing up')),
                ('revision', models.PositiveIntegerField(default=0, editable=False, verbose_name='revision')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='made at')),
                ('cancelled_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='cancelled at')),
                ('cancel_why', models.CharField(blank=True, max_length=160, verbose_name='why it is cancelled')),
                ('attended', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='how many people came')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetups', to='neighbourhoods.area', verbose_name='neighbourhood')),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetups', to='initiatives.initiative', verbose_name='initiative')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='neighbourhoods.area', verbose_name='municipality')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='neighbourhoods.place', verbose_name='place from the list')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='meetups', to='agenda.series', verbose_name='series')),
            ],
            options={
                'verbose_name': 'meetup',
                'verbose_name_plural': 'meetups',
                'ordering': ['starts_at', 'pk'],
                'indexes': [models.Index(fields=['initiative', 'starts_at'], name='meetups_of_a_plan'), models.Index(condition=models.Q(('is_listed', True), ('state', 'shown')), fields=['starts_at', 'id'], name='listed_meetups'), models.Index(condition=models.Q(('is_listed', True), ('state', 'shown')), fields=['municipality', 'starts_at', 'id'], name='listed_by_municipality'), models.Index(condition=models.Q(('is_listed', True), ('state', 'shown')), fields=['area', 'starts_at', 'id'], name='listed_by_area'), models.Index(fields=['ends_at'], name='meetups_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'shown', 'cancelled']), ('way__in', ['on_site', 'online', 'both'])), name='meetup_codes'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('title'), 120), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('about'), 2000), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('place_name'), 160), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('address'), 160), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('route'), 160), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('online_link'), 500), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('bring'), 160), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('cancel_why'), 160), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('code'), 10)), name='meetup_lengths'), models.CheckConstraint(condition=models.Q(('seats_taken__lte', models.F('capacity'))), name='meetup_is_never_overbooked'), models.CheckConstraint(condition=models.Q(('capacity__range', (1, 1000)), ('party_most__range', (1, 4)), ('costs__lte', 10000000)), name='meetup_numbers_are_real'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meetup_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', False), ('state', 'cancelled')), models.Q(models.Q(('state', 'cancelled'), _negated=True), ('cancelled_at__isnull', True)), _connector='OR'), name='meetup_says_when_it_was_cancelled')],
            },
        ),
        migrations.CreateModel(
            name='GuestNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=500, verbose_name='text')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('guests', models.PositiveSmallIntegerField(default=0, verbose_name='to how many guests')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('meetup', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guest_notes', to='agenda.meetup', verbose_name='meetup')),
            ],
            options={
                'verbose_name': 'note to guests',
                'verbose_name_plural': 'notes to guests',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['by', 'at'], name='notes_of_someone')],
                'constraints': [models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('text'), 500)), name='guestnote_lengths')],
            },
        ),
        migrations.CreateModel(
            name='NeedCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('vegetarian', 'Food without meat'), ('halal', 'Halal food'), ('allergy', 'Food without nuts, milk or gluten'), ('wheelchair', 'Room for a wheelchair or a walker'), ('hearing', 'Hearing well is hard'), ('sight', 'Seeing well is hard'), ('interpreter', 'Help with the language'), ('lift', 'A lift to get there')], max_length=20, verbose_name='what')),
                ('number', models.PositiveSmallIntegerField(default=0, verbose_name='how many')),
                ('meetup', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='need_counts', to='agenda.meetup', verbose_name='meetup')),
            ],
            options={
                'verbose_name': 'need',
                'verbose_name_plural': 'needs',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('meetup', 'kind'), name='one_count_of_a_need'), models.CheckConstraint(condition=models.Q(('kind__in', ['vegetarian', 'halal', 'allergy', 'wheelchair', 'hearing', 'sight', 'interpreter', 'lift'])), name='needcount_codes')],
            },
        ),
        migrations.CreateModel(
            name='Rsvp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('pending', 'Not confirmed yet'), ('confirmed', 'Comes'), ('waiting', 'On the waiting list'), ('offered', 'Has an offer'), ('withdrawn', 'Does not come'), ('removed', 'Removed by the organisers')], max_length=10, verbose_name='state')),
                ('origin', models.CharField(choices=[('web', 'Through this site'), ('paper', 'By telephone, on paper or at the door')], default='web', max_length=10, verbose_name='how')),
                ('name_sealed', models.BinaryField(blank=True, default=bytes, verbose_name='first name or alias')),
                ('email_sealed', models.BinaryField(blank=True, default=bytes, verbose_name='e-mail address')),
                ('email_digest', models.CharField(blank=True, max_length=64, null=True, verbose_name='digest of the address')),
                ('token_sealed', models.BinaryField(blank=True, default=bytes, verbose_name='link')),
                ('token_digest', models.CharField(blank=True, max_length=64, null=True, unique=True, verbose_name='digest of the link')),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('party', models.PositiveSmallIntegerField(default=1, verbose_name='people')),
                ('turn', models.PositiveIntegerField(default=0, verbose_name='turn')),
                ('waits_since', models.DateTimeField(blank=True, null=True, verbose_name='waits since')),
                ('offered_until', models.DateTimeField(blank=True, null=True, verbose_name='has an offer until')),
                ('created_at', models.DateTimeField(verbose_name='made at')),
                ('state_at', models.DateTimeField(verbose_name='in this state since')),
                ('came', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='people who came')),
                ('meetup', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rsvps', to='agenda.meetup', verbose_name='meetup')),
            ],
            options={
                'verbose_name': 'RSVP',
                'verbose_name_plural': 'RSVPs',
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['meetup', 'waits_since', 'id'], name='waiting_list'), models.Index(condition=models.Q(('state', 'offered')), fields=['offered_until'], name='open_offers'), models.Index(fields=['state', 'state_at'], name='rsvps_to_purge')],
                'constraints': [models.UniqueConstraint(fields=('meetup', 'email_digest'), name='one_rsvp_each'), models.CheckConstraint(condition=models.Q(('origin__in', ['web', 'paper']), ('state__in', ['pending', 'confirmed', 'waiting', 'offered', 'withdrawn', 'removed'])), name='rsvp_codes'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('email_digest'), 64), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('token_digest'), 64)), name='rsvp_lengths'), models.CheckConstraint(condition=models.Q(('party__range', (1, 4))), name='rsvp_party_is_real'), models.CheckConstraint(condition=models.Q(('came__isnull', True), ('came__lte', 4), _connector='OR'), name='rsvp_came_is_real'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'waiting'), ('waits_since__isnull', False)), models.Q(('state', 'offered'), ('waits_since__isnull', False)), models.Q(models.Q(('state__in', ['waiting', 'offered']), _negated=True), ('waits_since__isnull', True)), _connector='OR'), name='who_waits_has_a_place_in_the_row'), models.CheckConstraint(condition=models.Q(models.Q(('offered_until__isnull', False), ('state', 'offered')), models.Q(models.Q(('state', 'offered'), _negated=True), ('offered_until__isnull', True)), _connector='OR'), name='an_offer_ends')],
            },
        ),
    ]
